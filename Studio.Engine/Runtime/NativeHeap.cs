using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>The heap that native code allocates from.</summary>
internal static partial class NativeHeap
{
    private static volatile bool _isUnavailable = !OperatingSystem.IsLinux();

    /// <summary>
    /// Gives the pages between living allocations back to the system. A session leaves many behind: glibc keeps them, and after a hundred
    /// models loaded and let go the process held half as much again as it used. Only glibc can do it; elsewhere nothing happens.
    /// </summary>
    public static void Trim()
    {
        if (_isUnavailable)
            return;
        try
        {
            _ = TrimAll(0);
        }
        catch (EntryPointNotFoundException)
        {
            _isUnavailable = true;
        }
        catch (DllNotFoundException)
        {
            _isUnavailable = true;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimAll(nuint pad);
}
