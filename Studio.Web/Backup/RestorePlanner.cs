using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Studio.Web.Data;
using Studio.Web.SettingsFile;

namespace Studio.Web.Backup;

/// <summary>Compares an archive with a STUDIO_DIR.</summary>
/// <param name="settings">The options that a studio.json's text gives, with this STUDIO_DIR; null text for none.</param>
internal sealed class RestorePlanner(StudioPaths root, Func<string?, StudioOptions> settings)
{
    /// <exception cref="BackupException">The archive holds what no backup holds.</exception>
    public RestorePlan Plan(ArchiveReader archive, bool withoutSecrets)
    {
        var manifest = archive.Manifest;
        var text = manifest.Parts.FirstOrDefault(part => part.Name == BackupParts.Settings) is { } part ? archive.Text(part) : null;
        var options = settings(text);
        var files = manifest.Parts.Where(one => !withoutSecrets || !BackupParts.IsSecret(one.Name)).Select(one => FileOf(one, options))
            .ToList();
        if (files.GroupBy(file => file.Target, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw BackupManifest.NotOurs($"two of its parts would become {twice.Key}");
        var isElsewhere = HomeFile.Find(root) != manifest.Home;
        return new(manifest, files, CountKept(files, options), isElsewhere, withoutSecrets,
            [.. Notes(manifest, options, text, withoutSecrets, isElsewhere)],
            Refusal(manifest, files));
    }

    private RestoreFile FileOf(BackupPart part, StudioOptions options)
    {
        var target = BackupParts.TargetOf(part.Name, options)
            ?? throw BackupManifest.NotOurs($"{part.Name} is nothing that a backup holds");
        var path = Path.Join(root.Root, target);
        var act = !File.Exists(path) ? RestoreAct.Added : IsSame(part, path) ? RestoreAct.Same : RestoreAct.Replaced;
        return new(part, target, act);
    }

    private static bool IsSame(BackupPart part, string path)
    {
        // a server may have the database open, and whoever has written to it has written to the file beside it, too
        if (part.Name == BackupParts.Database || new FileInfo(path).Length != part.Bytes)
            return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == part.Sha256;
    }

    private static int CountKept(List<RestoreFile> files, StudioOptions options)
    {
        var targets = files.Select(file => Path.GetFullPath(Path.Join(options.Paths.Root, file.Target))).ToHashSet(StringComparer.Ordinal);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return BackupParts.Folders(options.Paths).Where(pair => Directory.Exists(pair.Folder))
            .SelectMany(pair => Directory.EnumerateFiles(pair.Folder, "*", all)).Distinct(StringComparer.Ordinal)
                .Count(path => !targets.Contains(path));
    }

    private string? Refusal(BackupManifest manifest, List<RestoreFile> files)
    {
        var known = DatabaseCopy.KnownMigration();
        if (manifest.Schema > known)
            return $"The backup's database has schema {manifest.Schema}; this program knows {known}. Install Studio {manifest.Studio} or newer, and restore with that.";
        if (manifest.Parts.All(part => part.Name != BackupParts.Database))
            throw BackupManifest.NotOurs("it has no database");
        return files.Select(InTheWay).FirstOrDefault(problem => problem is not null);
    }

    private string? InTheWay(RestoreFile file)
    {
        var path = Path.Join(root.Root, file.Target);
        if (SafePath.Below(root.Root, file.Target) is null)
            return $"{path} lies behind a link that leads out of STUDIO_DIR, where nothing is written. Put a folder in the link's place, restore, and move the files.";
        if (Directory.Exists(path))
            return $"{path} is a folder here and a file in the backup. Move it away, then restore.";
        for (var folder = Path.GetDirectoryName(path); folder?.Length > root.Root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                return $"{folder} is a file here and a folder in the backup. Move it away, then restore.";
        }

        return null;
    }

    private static IEnumerable<string> Notes(BackupManifest manifest, StudioOptions options, string? text, bool withoutSecrets,
        bool isElsewhere)
    {
        if (manifest.Schema < DatabaseCopy.KnownMigration())
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The database has schema {manifest.Schema}; the next start brings it up to {DatabaseCopy.KnownMigration()}.");
        if (withoutSecrets || !manifest.Secrets)
            yield return "No keys and passwords come along: keys of the backup are gone, people need new passwords, and the master key here stays as it is.";
        if (isElsewhere)
            yield return $"It was made at {manifest.Home.Machine}:{manifest.Home.Path}. Nothing is sent or fetched from here by itself until you say that this is its new home: studio-server home confirm.";
        foreach (var (folder, instead) in BackupParts.Elsewhere(options))
            yield return $"Its studio.json keeps files in {folder}, outside STUDIO_DIR; they are put into {instead}. Move them, or take that setting out.";
        if (manifest.Skipped.Count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{manifest.Skipped.Count} files were not backed up: {manifest.Skipped[0]}");
        foreach (var key in text is null ? [] : ReachingOut(text))
            yield return $"Its studio.json sets {key}, which reaches beyond the program: restore it only if you trust where it comes from.";
    }

    private static IEnumerable<string> ReachingOut(string text)
    {
        try
        {
            return [.. OptionList.All.Where(option => option.IsFileOnly && SettingsText.Find(text, option.Key) is not null)
                .Select(option => option.Key)];
        }
        catch (JsonException)
        {
            return ["nothing that can be read"];
        }
    }
}
