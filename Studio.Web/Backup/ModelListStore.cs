using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Studio.Web.Data;

namespace Studio.Web.Backup;

/// <param name="Path">Below the models' folder, with forward slashes; a full path for one that lies elsewhere.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Source">Where it came from, without secrets; null when nobody fetched it through Studio.</param>
internal sealed record ListedModel(string Path, long Bytes, string Sha256, string? Source, string? Page, string? Licence);

/// <summary>The list of models: those in the models' folder, and others that Studio has fetched or knows the hash of.</summary>
internal static class ModelListStore
{
    /// <param name="copy">A copy of the database: hashes that it has of unchanged files are not computed again.</param>
    public static List<ListedModel> List(string copy, string models, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var connection = DatabaseCopy.Open(copy, SqliteOpenMode.ReadOnly);
        var origins = connection.Query<Origin>("SELECT path, bytes, hash, source, page, licence FROM model_origins").ToDictionary(row => row.Path);
        var notes = connection.Query<Note>("SELECT path, hash, hashed_bytes, hashed_modified FROM model_notes WHERE hash IS NOT NULL")
            .ToDictionary(row => row.Path);
        var files = FilesBelow(models).Concat(origins.Keys).Concat(notes.Keys).Where(File.Exists).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Select(path => new FileInfo(path)).ToList();
        var (done, total) = (0L, files.Sum(file => file.Length));
        var found = new List<ListedModel>();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new("looking at models", done, total));
            var origin = origins.GetValueOrDefault(file.FullName);
            found.Add(new(NameOf(file.FullName, models), file.Length,
                HashOf(file, notes.GetValueOrDefault(file.FullName), cancellationToken),
                origin?.Source, origin?.Page, origin?.Licence));
            done += file.Length;
        }

        return found;
    }

    private static IEnumerable<string> FilesBelow(string folder) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*",
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden });

    private static string NameOf(string path, string models) => Path.GetRelativePath(models, path) is var name
        && !name.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(name) ? name.Replace('\\', '/') : path;

    private static string HashOf(FileInfo file, Note? note, CancellationToken cancellationToken)
    {
        var modified = new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds();
        if (note is not null && note.HashedBytes == file.Length && note.HashedModified == modified)
            return note.Hash;
        using var stream = file.OpenRead();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 20];
        while (stream.Read(block) is > 0 and var read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Origin
    {
        public string Path { get; init; } = "";

        public string? Source { get; init; }

        public string? Page { get; init; }

        public string? Licence { get; init; }
    }

    private sealed class Note
    {
        public string Path { get; init; } = "";

        public string Hash { get; init; } = "";

        public long? HashedBytes { get; init; }

        public long? HashedModified { get; init; }
    }
}
