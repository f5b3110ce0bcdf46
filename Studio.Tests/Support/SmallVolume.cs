using System.Diagnostics;

namespace Studio.Tests.Support;

/// <summary>
/// A true volume of a few megabytes, which can be filled to its end. Needs the right to mount: <see cref="SmallVolumeFactAttribute"/>.
/// </summary>
internal sealed class SmallVolume : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallVolume(int mebibytes)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", _folder.Path))
            throw new InvalidOperationException("A volume could not be mounted.");
    }

    public static bool IsPossible { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root" && CanMount();

    public string Path => _folder.Path;

    private string Filler => System.IO.Path.Join(Path, "filler");

    /// <summary>Leaves not one block free.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var block in new[] { 1 << 20, 4096 })
        {
            try
            {
                while (true)
                    file.Write(new byte[block]);
            }
            catch (IOException)
            {
                // full, to this block
            }
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public bool Remount(string options) => Run("mount", "-o", $"remount,{options}", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool CanMount()
    {
        try
        {
            using var volume = new SmallVolume(1);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that needs a volume of its own; left out, and reported so, where nobody may mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallVolumeFactAttribute : FactAttribute
{
    public SmallVolumeFactAttribute() => Skip = SmallVolume.IsPossible ? null! : "Mounting a small volume needs root on Linux.";
}
