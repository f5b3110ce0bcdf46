using System.Globalization;

namespace Studio.Web.Backup;

/// <summary>An archive that is there.</summary>
internal sealed record BackupFile(string Name, long Bytes, DateTimeOffset Made, bool IsEncrypted, bool IsScheduled);

/// <summary>The folder that the server keeps its archives in.</summary>
internal sealed class BackupFolder(StudioOptions options)
{
    public string Path { get; } = options.Paths.Resolve(options.Backup.Folder)!;

    /// <summary>Whole archives only, the newest first.</summary>
    public IReadOnlyList<BackupFile> List() => !Directory.Exists(Path) ? [] :
    [
        .. new DirectoryInfo(Path).EnumerateFiles().Where(file => BackupName.IsArchive(file.Name))
            .Select(file => new BackupFile(file.Name, file.Length, MadeOf(file),
                file.Name.EndsWith(BackupName.Sealed, StringComparison.Ordinal),
                BackupName.IsScheduled(file.Name)))
            .OrderByDescending(file => file.Made).ThenByDescending(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>The full path of an archive.</summary>
    /// <exception cref="BackupException">There is none of that name.</exception>
    public string Find(string name)
    {
        var path = BackupName.IsArchive(name) ? SafePath.Below(Path, name) : null;
        return path is not null && File.Exists(path)
            ? path
            : throw new BackupException(BackupProblem.Missing, "There is no such backup.");
    }

    /// <summary>Deletes the schedule's oldest until so many are left.</summary>
    /// <returns>The names of those that are gone.</returns>
    public IReadOnlyList<string> Keep(int count)
    {
        var old = List().Where(file => file.IsScheduled).Skip(count).Select(file => file.Name).ToList();
        foreach (var name in old)
            File.Delete(System.IO.Path.Join(Path, name));
        return old;
    }

    // a copy of a file has another time; its name does not
    private static DateTimeOffset MadeOf(FileInfo file)
    {
        var digits = file.Name.Split('-').SkipWhile(part => part is "studio" or "auto").Take(2).ToArray();
        return digits.Length == 2 && digits[1].Length >= 6 && DateTimeOffset.TryParseExact(digits[0] + digits[1][..6], "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made)
                ? made
                : new DateTimeOffset(file.LastWriteTimeUtc);
    }
}
