using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Studio.Engine;
using Studio.Web.Data;
using Studio.Web.Health;

namespace Studio.Web.Backup;

/// <summary>
/// Makes one archive of a STUDIO_DIR, whether a server runs on it or not. The database is one moment's; files are taken after it, so that
/// what a row names is there. Under its name the archive is whole or not there.
/// </summary>
internal sealed class BackupMaker(StudioOptions options, IVolumes volumes, TimeProvider time)
{
    public const string PartEnding = ".backup-part";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="folder">Made when it is not there.</param>
    /// <exception cref="BackupException">It cannot be made; nothing that looks like a backup is left.</exception>
    public BackupMade Make(string folder, BackupChoices choices, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        if (choices.Passphrase is { Length: < BackupChoices.ShortestPassphrase })
            throw new BackupException(BackupProblem.Wrong, $"A passphrase has at least {BackupChoices.ShortestPassphrase} characters.");
        if (!File.Exists(options.Paths.Database))
            throw new BackupException(BackupProblem.Missing, $"{options.Paths.Root} has no database: no server was ever started there. Name another folder with --studio-dir.");
        try
        {
            return MakeIn(Path.GetFullPath(folder), choices, progress, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new BackupException(BackupProblem.InTheWay, $"The database could not be copied: {DatabaseFault.Of(e).Reason}", e);
        }
        catch (JsonException e)
        {
            throw new BackupException(BackupProblem.Wrong, $"studio.json cannot be read, so nothing can be taken out of it: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(StorageFault.Of(e) == StorageProblem.NoRoom ? BackupProblem.NoRoom : BackupProblem.InTheWay,
                $"The backup could not be written to {folder}: {StorageFault.Words(e)}", e);
        }
    }

    private BackupMade MakeIn(string folder, BackupChoices choices, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        progress?.Report(new("copying the database", 0, 0));
        RequireRoom("STUDIO_DIR", options.Paths.Root, DatabaseBytes());
        using var work = WorkFolder.Create(options.Paths.Root);
        var copy = work.File("studio.db");
        var schema = DatabaseCopy.Take(options.Paths.Database, copy);
        if (!choices.Secrets)
            SecretStore.Strip(copy);
        var files = new List<(string Name, string Path)> { (BackupParts.Database, copy) };
        var skipped = new List<string>();
        files.AddRange(BackupParts.Find(options, choices, folder, skipped));
        AddMade(files, work, choices, progress, cancellationToken);
        var total = files.Sum(file => LengthOf(file.Path));
        RequireRoom("The folder for backups", folder, total);

        return Write(folder, choices, (writer, now) =>
        {
            AddAll(writer, files, skipped, total, progress, cancellationToken);
            return new BackupManifest
            {
                Format = BackupManifest.Kind, Version = BackupManifest.Current, Studio = ProductVersion.Text, Schema = schema,
                Created = now, Home = HomeFile.Of(options.Paths),
                Secrets = choices.Secrets, Pictures = choices.Pictures, ModelsList = choices.ModelsList,
                Parts = writer.Parts, Skipped = skipped,
            };
        });
    }

    /// <summary>What is written for the backup alone.</summary>
    private void AddMade(List<(string Name, string Path)> files, WorkFolder work, BackupChoices choices,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        if (!choices.Secrets && File.Exists(options.Paths.Settings))
        {
            File.WriteAllText(work.File("studio.json"), BackupParts.WithoutSecrets(File.ReadAllText(options.Paths.Settings)));
            files.Add((BackupParts.Settings, work.File("studio.json")));
        }

        if (!choices.ModelsList)
            return;
        var models = ModelListStore.List(work.File("studio.db"), options.Paths.Models, progress, cancellationToken);
        File.WriteAllBytes(work.File("models.json"), JsonSerializer.SerializeToUtf8Bytes(models, Indented));
        files.Add((BackupParts.ModelsList, work.File("models.json")));
    }

    private static void AddAll(ArchiveWriter writer, List<(string Name, string Path)> files, List<string> skipped, long total,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        foreach (var (name, path) in files)
        {
            progress?.Report(new(name, done, total));
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
                writer.Add(name, file, new DateTimeOffset(File.GetLastWriteTimeUtc(path)),
                    count => progress?.Report(new(name, done += count, total)),
                    cancellationToken);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                skipped.Add($"{name}: deleted meanwhile");
            }
        }
    }

    private BackupMade Write(string folder, BackupChoices choices, Func<ArchiveWriter, DateTimeOffset, BackupManifest> fill)
    {
        var (now, part) = (time.GetUtcNow(), Path.Join(folder, $".{Guid.NewGuid():N}{PartEnding}"));
        try
        {
            BackupManifest manifest;
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                how.UnixCreateMode = Private;
            using (var file = new FileStream(part, how))
            {
                using var writer = new ArchiveWriter(file, choices.Passphrase);
                manifest = fill(writer, now);
                writer.Complete(manifest);
                file.Flush(flushToDisk: true);
            }

            for (var number = 1; ; number++)
            {
                var path = Path.Join(folder, BackupName.Of(now, choices, number));
                if (AtomicFile.Move(part, path, overwrite: false))
                    return new(path, manifest);
            }
        }
        finally
        {
            File.Delete(part);
        }
    }

    private void RequireRoom(string place, string folder, long bytes)
    {
        if (new DiskRoom(options, volumes).LookFor(place, folder, bytes) is { } shortage)
            throw new BackupException(BackupProblem.NoRoom, $"{shortage.Sentence} Free space, or name another folder.");
    }

    private long DatabaseBytes() => LengthOf(options.Paths.Database) + LengthOf(options.Paths.Database + "-wal");

    // never opened: closing the database's file here would let go of SQLite's locks
    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}

/// <summary>What archives are called.</summary>
internal static class BackupName
{
    public const string Plain = ".zip";
    public const string Sealed = ".zip.sealed";

    private const string Scheduled = "studio-auto-";

    public static string Of(DateTimeOffset now, BackupChoices choices, int number) => new StringBuilder()
        .Append(choices.IsScheduled ? Scheduled : "studio-").Append(now.UtcDateTime.ToString("yyyyMMdd-HHmmss",
            CultureInfo.InvariantCulture))
        .Append(number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}"))
        .Append(choices.Passphrase is null ? Plain : Sealed).ToString();

    public static bool IsArchive(string name) => name.StartsWith("studio-", StringComparison.Ordinal) && SafePath.IsName(name)
        && (name.EndsWith(Plain, StringComparison.Ordinal) || name.EndsWith(Sealed, StringComparison.Ordinal));

    public static bool IsScheduled(string name) => name.StartsWith(Scheduled, StringComparison.Ordinal);
}
