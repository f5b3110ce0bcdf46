namespace Studio.Web.Backup;

/// <summary>
/// A private folder for copies that are made for a moment. Whoever is killed leaves it: <see cref="CleanUp"/> takes away those that nobody
/// holds any more.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = ".backup-";
    private const string LockName = "lock";

    private readonly FileStream _held;

    private WorkFolder(string path, FileStream held) => (Path, _held) = (path, held);

    public string Path { get; }

    public static WorkFolder Create(string root)
    {
        var path = System.IO.Path.Join(root, Prefix + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path, Hold(System.IO.Path.Join(path, LockName)));
    }

    public string File(string name) => System.IO.Path.Join(Path, name);

    public void Dispose()
    {
        _held.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>
    /// Takes away what those left who were killed: work folders in STUDIO_DIR, unfinished archives in the backups' folder.
    /// </summary>
    public static void CleanUp(string root, string backups)
    {
        try
        {
            foreach (var left in Directory.EnumerateDirectories(root, Prefix + "*"))
                TryDelete(System.IO.Path.Join(left, LockName), () => Directory.Delete(left, recursive: true));
            if (!Directory.Exists(backups))
                return;
            foreach (var left in Directory.EnumerateFiles(backups, ".*" + BackupMaker.PartEnding))
                TryDelete(left, () => System.IO.File.Delete(left));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it only takes room
        }
    }

    private static void TryDelete(string held, Action delete)
    {
        try
        {
            Hold(held).Dispose(); // who works on it holds it as long as it lives
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // in use
        }
    }

    private static FileStream Hold(string file) => new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
}
