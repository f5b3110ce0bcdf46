using System.Text.Json;

namespace Studio.Web.Backup;

/// <summary>One step: a file that takes its place, or one that only goes.</summary>
/// <param name="From">The new file, below STUDIO_DIR; null when what is there only goes to the safety copy.</param>
/// <param name="To">Its place, below STUDIO_DIR.</param>
internal sealed record RestoreStep(string? From, string To);

/// <summary>All steps of a restoring that was checked to its last byte, in order.</summary>
/// <param name="Safety">Folder below STUDIO_DIR that takes what was there.</param>
internal sealed record RestoreJournal(string Safety, IReadOnlyList<RestoreStep> Steps)
{
    /// <summary>Beside the files in a safety copy: what to do to go back.</summary>
    public const string UndoName = "undo.json";

    public const string SafetyPrefix = "restore-safety-";
    public const string FilesName = "files";

    private const string JournalName = "journal.json";

    /// <summary>
    /// From here on the restoring is carried through, whatever happens: the rename of this one file is the moment at which the old
    /// installation becomes the new one.
    /// </summary>
    public void Commit(StudioPaths paths) =>
        AtomicFile.Replace(Path.Join(paths.Restoring, JournalName), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>
    /// Carries a restoring through that was begun, or takes away one that never got so far. Does nothing when there is none. Called before
    /// every start, by whoever holds the folder's lock; being killed in it only means that it is called again.
    /// </summary>
    /// <param name="at">Told before each thing that is done; a test ends it there.</param>
    /// <exception cref="IOException">A file cannot be moved.</exception>
    public static void Finish(StudioPaths paths, Action<string>? at = null)
    {
        if (!Directory.Exists(paths.Restoring))
            return;
        if (Read(paths) is { } journal)
            journal.CarryOut(paths, at);
        at?.Invoke("clear up");
        // the journal goes first: half of the new files without it are only rubbish
        File.Delete(Path.Join(paths.Restoring, JournalName));
        DirectoryFlush.Flush(paths.Restoring);
        at?.Invoke("clear up the rest");
        Directory.Delete(paths.Restoring, recursive: true);
    }

    private void CarryOut(StudioPaths paths, Action<string>? at)
    {
        var safety = Path.Join(paths.Root, Safety);
        at?.Invoke("safety copy");
        Directory.CreateDirectory(safety);
        if (!File.Exists(Path.Join(safety, UndoName)))
            AtomicFile.Replace(Path.Join(safety, UndoName), JsonSerializer.SerializeToUtf8Bytes(Undoing(paths)));
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in Steps)
        {
            Carry(step, paths, safety, at);
            touched.Add(Path.GetDirectoryName(Path.Join(paths.Root, step.To))!);
        }

        foreach (var folder in touched.Where(Directory.Exists))
            DirectoryFlush.Flush(folder);
    }

    /// <summary>Old one away, new one there. Each half is seen by where the files are, so it can be done any number of times.</summary>
    private static void Carry(RestoreStep step, StudioPaths paths, string safety, Action<string>? at)
    {
        var (place, kept) = (Path.Join(paths.Root, step.To), Path.Join(safety, FilesName, step.To));
        var fresh = step.From is null ? null : Path.Join(paths.Root, step.From);
        if (fresh is not null && !File.Exists(fresh))
            return; // it is in its place
        if (File.Exists(place) && !File.Exists(kept))
        {
            at?.Invoke($"put {step.To} aside");
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            File.Move(place, kept);
        }

        if (fresh is null)
            return;
        at?.Invoke($"put {step.To} in its place");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(fresh, place, overwrite: true);
    }

    /// <summary>The way back: what was put aside returns, what is new goes.</summary>
    private List<RestoreStep> Undoing(StudioPaths paths) =>
    [
        .. Steps.Where(step => !File.Exists(Path.Join(paths.Root, step.To))).Select(step => new RestoreStep(null, step.To)),
        .. Steps.Where(step => File.Exists(Path.Join(paths.Root, step.To)))
            .Select(step => new RestoreStep($"{Safety}/{FilesName}/{step.To}", step.To)),
    ];

    private static RestoreJournal? Read(StudioPaths paths)
    {
        try
        {
            return JsonSerializer.Deserialize<RestoreJournal>(File.ReadAllBytes(Path.Join(paths.Restoring, JournalName)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
