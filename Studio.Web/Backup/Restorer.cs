using System.Globalization;
using System.Text;
using Studio.Engine;
using Studio.Web.Data;
using Studio.Web.Health;

namespace Studio.Web.Backup;

/// <summary>
/// Restores into a STUDIO_DIR whose lock the caller holds: everything is unpacked beside and checked to the last byte, then a journal is
/// written, then files are renamed as it says. Killed before the journal, nothing has happened; after it, the next start carries it
/// through.
/// </summary>
/// <param name="at">Told before each thing that is done; a test ends it there.</param>
internal sealed class Restorer(StudioOptions options, IVolumes volumes, TimeProvider time, Action<string>? at = null)
{
    private const string NewName = "new";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly StudioPaths _paths = options.Paths;

    /// <returns>The folder that has what was there before; null when nothing was replaced.</returns>
    /// <exception cref="BackupException">It cannot be restored; nothing was changed.</exception>
    public string? Restore(ArchiveReader archive, RestorePlan plan, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (plan.Refusal is { } refusal)
            throw new BackupException(BackupProblem.InTheWay, refusal);
        RestoreJournal.Finish(_paths, at); // one that was begun before
        if (new DiskRoom(options, volumes).LookFor("STUDIO_DIR", _paths.Root, plan.BytesToWrite) is { } shortage)
            throw new BackupException(BackupProblem.NoRoom, $"{shortage.Sentence} Free space, then restore. Nothing was changed.");
        RestoreJournal journal;
        try
        {
            journal = new(SafetyName(), Unpack(archive, plan, progress, cancellationToken));
            at?.Invoke("commit");
            journal.Commit(_paths);
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            if (Directory.Exists(_paths.Restoring))
                Directory.Delete(_paths.Restoring, recursive: true);
            throw e is IOException or UnauthorizedAccessException
                ? new BackupException(BackupProblem.InTheWay, $"The backup could not be unpacked: {StorageFault.Words(e)} Nothing was changed.", e)
                : e;
        }

        return Carry(journal);
    }

    /// <summary>Goes back to what a restoring has replaced; what is there now becomes a safety copy in its turn.</summary>
    /// <param name="safety">The folder's name.</param>
    /// <exception cref="BackupException">There is no such safety copy, or it is not whole.</exception>
    public string? Undo(string safety)
    {
        RestoreJournal.Finish(_paths, at);
        var folder = Path.Join(_paths.Root, safety);
        var steps = SafetyCopy.Read(_paths, safety);
        if (steps.FirstOrDefault(step => step.From is { } from && !File.Exists(Path.Join(_paths.Root, from))) is { } lost)
            throw new BackupException(BackupProblem.Damaged, $"{safety} is not whole: {lost.From} is missing. Nothing was changed.");
        Directory.CreateDirectory(_paths.Restoring);
        var journal = new RestoreJournal(SafetyName(), steps);
        at?.Invoke("commit");
        journal.Commit(_paths);
        var made = Carry(journal);
        SafetyCopy.DeleteIfEmpty(folder);
        return made;
    }

    private string? Carry(RestoreJournal journal)
    {
        RestoreJournal.Finish(_paths, at);
        return SafetyCopy.DeleteIfEmpty(Path.Join(_paths.Root, journal.Safety)) ? null : journal.Safety;
    }

    private List<RestoreStep> Unpack(ArchiveReader archive, RestorePlan plan, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        MakeFolder();
        // what SQLite keeps beside the old database must never meet the new one
        var steps = new List<RestoreStep> { new(null, "studio.db-wal"), new(null, "studio.db-shm") };
        var (done, total) = (0L, plan.BytesToWrite);
        foreach (var file in plan.Files.Where(file => file.Act != RestoreAct.Same))
        {
            at?.Invoke($"unpack {file.Part.Name}");
            var fresh = Fresh(steps.Count);
            archive.Extract(file.Part, Path.Join(_paths.Root, fresh), count => progress?.Report(new(file.Part.Name, done += count, total)),
                cancellationToken);
            Settle(file.Part, plan, Path.Join(_paths.Root, fresh));
            steps.Add(new(fresh, file.Target));
        }

        if (plan.IsElsewhere)
        {
            File.WriteAllBytes(Path.Join(_paths.Root, Fresh(steps.Count)), new AwayMark(time.GetUtcNow(), plan.Manifest.Home).ToBytes());
            steps.Insert(0, new(Fresh(steps.Count), Path.GetFileName(_paths.Away)));
        }

        DirectoryFlush.Flush(Path.Join(_paths.Restoring, NewName));
        return steps;
    }

    /// <summary>Mode, time, and what is checked or taken out of a file that has come whole.</summary>
    private static void Settle(BackupPart part, RestorePlan plan, string path)
    {
        if (part.Name == BackupParts.Database)
        {
            if (DatabaseCopy.Problem(path) is { } problem)
                throw new BackupException(BackupProblem.Damaged, $"{problem} Nothing was changed.");
            if (plan.WithoutSecrets)
                SecretStore.Strip(path);
        }

        if (part.Name == BackupParts.Settings && plan.WithoutSecrets)
            File.WriteAllText(path, BackupParts.WithoutSecrets(File.ReadAllText(path, Encoding.UTF8)));
        if (!OperatingSystem.IsWindows() && (part.Name == BackupParts.Database || BackupParts.IsSecret(part.Name)))
            File.SetUnixFileMode(path, Private);
        File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeMilliseconds(part.Modified).UtcDateTime);
    }

    private void MakeFolder()
    {
        var folder = Path.Join(_paths.Restoring, NewName);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(_paths.Restoring, Private | UnixFileMode.UserExecute).CreateSubdirectory(NewName);
    }

    // numbers: a name of the archive's never becomes one here before its time
    private string Fresh(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_paths.Restoring)}/{NewName}/{number}");

    private string SafetyName()
    {
        var name = RestoreJournal.SafetyPrefix + time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var number = 2; ; number++)
        {
            if (!Path.Exists(Path.Join(_paths.Root, name)))
                return name;
            name = string.Create(CultureInfo.InvariantCulture, $"{name.Split('+')[0]}+{number}");
        }
    }
}
