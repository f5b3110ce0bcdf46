using System.Text.Json;

namespace Studio.Web.Backup;

/// <summary>What a restoring has put aside, with the way back.</summary>
internal static class SafetyCopy
{
    /// <summary>The names of those that are there, the newest first.</summary>
    private static List<string> List(StudioPaths paths) => !Directory.Exists(paths.Root) ? [] :
    [
        .. Directory.EnumerateDirectories(paths.Root, RestoreJournal.SafetyPrefix + "*").Select(Path.GetFileName).OfType<string>()
            .OrderDescending(StringComparer.Ordinal),
    ];

    /// <exception cref="BackupException">It is none, or leads elsewhere.</exception>
    public static IReadOnlyList<RestoreStep> Read(StudioPaths paths, string name)
    {
        var folder = Path.Join(paths.Root, name);
        try
        {
            if (SafePath.IsName(name) && name.StartsWith(RestoreJournal.SafetyPrefix, StringComparison.Ordinal)
                && JsonSerializer.Deserialize<List<RestoreStep>>(File.ReadAllBytes(Path.Join(folder, RestoreJournal.UndoName))) is { } steps
                && steps.All(step => SafePath.Below(folder, step.To) is not null
                    && (step.From is null || step.From == $"{name}/{RestoreJournal.FilesName}/{step.To}")))
                return steps;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            // as if there was none
        }

        var there = List(paths) is { Count: > 0 } names ? $"There are: {string.Join(", ", names)}." : "There is none.";
        throw new BackupException(BackupProblem.Missing, $"There is no safety copy '{name}' in STUDIO_DIR, or it cannot be read. {there}");
    }

    /// <summary>Takes away one that holds no file.</summary>
    public static bool DeleteIfEmpty(string folder)
    {
        var files = Path.Join(folder, RestoreJournal.FilesName);
        if (Directory.Exists(files) && Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories).Any())
            return false;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return true;
    }
}
