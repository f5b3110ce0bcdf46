using System.Runtime.InteropServices;

namespace Studio.Engine;

/// <summary>
/// Tells files from pipes, sockets and devices, which have names in folders too: opening a pipe waits for ever, a device has no end. The
/// framework tells them apart only once they are open, hence the call to the system.
/// </summary>
public static class OrdinaryFile
{
    private const int CurrentFolder = -100;
    private const uint TypeAndMode = 1;
    private const int ModeAt = 28;
    private const int KindBits = 0xf000;
    private const int OrdinaryKind = 0x8000;

    /// <summary>Whether there is an ordinary file, or a link to one.</summary>
    public static bool Exists(string path)
    {
        try
        {
            FileSystemInfo file = new FileInfo(path);
            if (file.LinkTarget is not null)
                file = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return file is FileInfo { Exists: true } found && Is(found.FullName, found.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether a file that is there, of this length, is an ordinary one. Only what has no length can be something else.</summary>
    internal static bool Is(string path, long bytes)
    {
        if (bytes > 0 || !OperatingSystem.IsLinux())
            return true;
        var status = new byte[256]; // struct statx is the same on every processor
        try
        {
            return Status(CurrentFolder, path, 0, TypeAndMode, status) != 0
                || (BitConverter.ToUInt16(status, ModeAt) & KindBits) == OrdinaryKind;
        }
        catch (EntryPointNotFoundException) // an older C library
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Status(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask,
        [Out] byte[] status);
}
