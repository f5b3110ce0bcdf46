using System.Globalization;
using Studio.Engine;
using Studio.Web.Backup;

namespace Studio.Web.Hosting;

/// <summary>
/// STUDIO_DIR in the hands of this process: made, locked against a second server, and filled from the sample when it was empty.
/// Dispose it to let go.
/// </summary>
internal sealed class StudioFolder : IDisposable
{
    private const string LockName = ".lock";

    // the lock itself cannot be read while it is held
    private const string HolderName = ".lock-holder";

    private const int Attempts = 21;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _lock;

    private StudioFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>A restoring that was begun and ended half-way is carried through, or taken away, first.</summary>
    /// <param name="withSample">Fills an empty folder from the sample.</param>
    /// <exception cref="StartupException">The folder cannot be made or written, or another server has it.</exception>
    public static async Task<StudioFolder> OpenAsync(string path, TimeProvider time, bool withSample = true)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"STUDIO_DIR {path} cannot be made: {e.Message} Name a folder that can be written with --studio-dir or STUDIO_DIR.", e);
        }

        var folder = new StudioFolder(path, await HoldAsync(path, time));
        try
        {
            folder.NoteHolder(time);
            RestoreJournal.Finish(new StudioPaths(new StudioOptions { StudioDir = path }));
            if (withSample)
                folder.CopySampleIfEmpty();
            return folder;
        }
        catch (System.Text.Json.JsonException e)
        {
            folder.Dispose();
            throw new StartupException(
                $"{path} was being restored, and what is left to do cannot be read. Restore the backup again, or delete the folder .restoring there to keep what is there now.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            folder.Dispose();
            throw new StartupException(LockSentence(path, e) ?? $"STUDIO_DIR {path} cannot be written: {e.Message}", e);
        }
    }

    // the file stays: removing it would race with a server that has just opened it
    public void Dispose() => _lock.Dispose();

    /// <summary>Tries for a while: the system may still be clearing up after a server that was killed a moment ago.</summary>
    private static async Task<FileStream> HoldAsync(string path, TimeProvider time)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // on Unix FileShare.None is flock: it ends with the process, however that ends
                return new FileStream(System.IO.Path.Join(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None,
                    bufferSize: 1);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (LockSentence(path, e) is { } sentence)
                    throw new StartupException(sentence, e);
                if (attempt == Attempts)
                    throw new StartupException(
                        $"Another Studio server is using {path}{Holder(path)}. Stop it, or give this one a folder of its own with --studio-dir.", e);
                await Task.Delay(BetweenAttempts, time);
            }
        }
    }

    /// <summary>Why the lock file cannot even be opened; null when somebody else holds it.</summary>
    internal static string? LockSentence(string path, Exception cause) => StorageFault.Of(cause) switch
    {
        StorageProblem.InUse => null,
        StorageProblem.NoRoom =>
            $"STUDIO_DIR {path} cannot be written: the disk is full, or a quota is used up. Free space, then start again.",
        StorageProblem.ReadOnly =>
            $"STUDIO_DIR {path} is on a file system that can only be read. Let it be mounted for writing, or name another folder with --studio-dir.",
        StorageProblem.InTheWay or StorageProblem.NotAllowed when Directory.Exists(System.IO.Path.Join(path, LockName)) =>
            $"{System.IO.Path.Join(path, LockName)} is a folder; it must be a file, or not be there. Remove it, then start again.",
        StorageProblem.NotAllowed =>
            $"STUDIO_DIR {path} cannot be written by this user. Give the folder to the server's user, or name another one with --studio-dir.",
        { } problem when problem != StorageProblem.Unknown => $"STUDIO_DIR {path} cannot be used: {StorageFault.Reason(problem)}",
        _ => $"STUDIO_DIR {path} cannot be used: {cause.Message}",
    };

    private void NoteHolder(TimeProvider time) => File.WriteAllText(
        System.IO.Path.Join(Path, HolderName),
        string.Create(CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC\n"));

    private static string Holder(string path)
    {
        try
        {
            return $" ({File.ReadAllText(System.IO.Path.Join(path, HolderName)).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void CopySampleIfEmpty()
    {
        var isEmpty = Directory.EnumerateFileSystemEntries(Path).All(entry => System.IO.Path.GetFileName(entry) is LockName or HolderName);
        if (isEmpty)
            SampleFolder.CopyTo(Path);
    }
}
