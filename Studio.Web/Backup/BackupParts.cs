using Studio.Web.SettingsFile;

namespace Studio.Web.Backup;

/// <summary>Which files of a STUDIO_DIR go into a backup, under which names, and where each goes back to.</summary>
internal static class BackupParts
{
    public const string Database = "database/studio.db";
    public const string Settings = "settings/studio.json";
    public const string ModelsList = "models.json";
    public const string RestoredModelsList = "models-of-backup.json";

    private const string NamedPrefix = "settings/files/";
    private const string SecretPrefix = "secrets/";
    private const string OutputPrefix = "pictures/output/";
    private const string InputPrefix = "pictures/input/";

    // whatever settings name besides lies in folders of its own, or is no business of a backup
    private static readonly string[] NamedEndings = [".yaml", ".yml", ".pem", ".pub", ".key", ".crt", ".cer", ".txt"];

    /// <param name="without">A folder that is left out wherever it lies: the one with the backups.</param>
    /// <param name="skipped">Gets a line for each file that cannot come along.</param>
    public static List<(string Name, string Path)> Find(StudioOptions options, BackupChoices choices, string without, List<string> skipped)
    {
        var paths = options.Paths;
        var found = new List<(string, string)>();
        if (File.Exists(paths.Settings) && choices.Secrets)
            found.Add((Settings, paths.Settings)); // without secrets it is rewritten first
        foreach (var name in NamedFiles(options, secret: false).Where(name => File.Exists(Path.Join(paths.Root, name))))
            found.Add((NamedPrefix + name, Path.Join(paths.Root, name)));
        foreach (var (prefix, folder) in Folders(paths))
        {
            if (choices.Pictures || (prefix != OutputPrefix && prefix != InputPrefix))
                AddFolder(found, prefix, folder, paths, without, skipped);
        }

        if (choices.Secrets)
            AddSecrets(found, options, skipped);
        return found;
    }

    /// <summary>Where a part goes, below STUDIO_DIR; null when Studio puts nothing under that name.</summary>
    /// <param name="options">As the restored studio.json says.</param>
    public static string? TargetOf(string name, StudioOptions options)
    {
        var paths = options.Paths;
        var target = name switch
        {
            Database => "studio.db",
            Settings => "studio.json",
            ModelsList => RestoredModelsList,
            _ when After(name, NamedPrefix) is { } file => NamedFiles(options, secret: false).Contains(file) ? file : null,
            _ when After(name, SecretPrefix) is { } file => IsSecret(file, options) ? file : null,
            _ => Folders(paths).Select(pair => After(name, pair.Prefix) is { } inner ? Inside(pair, paths) + "/" + inner : null)
                .FirstOrDefault(path => path is not null && MayHoldFiles(path.Split('/')[0])),
        };
        return target?.Split('/').All(SafePath.IsName) == true ? target : null;
    }

    /// <summary>The parts that let somebody in.</summary>
    public static bool IsSecret(string part) => part.StartsWith(SecretPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Folders that the settings keep elsewhere, with where their files go instead: nothing is written outside STUDIO_DIR.
    /// </summary>
    public static IEnumerable<(string Folder, string Instead)> Elsewhere(StudioOptions options) => Folders(options.Paths)
        .Where(pair => RelativeTo(options.Paths.Root, pair.Folder) is null)
        .Select(pair => (pair.Folder, Path.Join(options.Paths.Root, Inside(pair, options.Paths))));

    public static IEnumerable<(string Prefix, string Folder)> Folders(StudioPaths paths) =>
    [
        ("workflows/", paths.Workflows), ("wildcards/", paths.Wildcards), ("catalogues/", paths.Catalogues), ("user/", paths.User),
        (OutputPrefix, paths.Output), (InputPrefix, paths.Input),
    ];

    /// <summary>The text of studio.json without what is secret in it.</summary>
    public static string WithoutSecrets(string text) => OptionList.All.Where(option => option.IsSecret)
        .Aggregate(text, (now, option) => SettingsText.With(now, option.Key, null));

    private static void AddFolder(List<(string, string)> found, string prefix, string folder, StudioPaths paths, string without,
        List<string> skipped)
    {
        if (!Directory.Exists(folder))
            return;
        if (RelativeTo(folder, paths.Root) is not null || Path.GetFullPath(folder) == Path.GetFullPath(paths.Root))
        {
            skipped.Add($"{prefix}: {folder} holds STUDIO_DIR itself");
            return;
        }

        // links are not followed: what they lead to may be the whole disk, or the folder they lie in
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false };
        foreach (var path in Directory.EnumerateFiles(folder, "*", all).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (IsPassing(Path.GetFileName(path)) || RelativeTo(without, path) is not null)
                continue;
            if (name.Split('/').All(SafePath.IsName))
                found.Add((prefix + name, path));
            else
                skipped.Add($"{prefix}{name}: {name.Split('/').Select(SafePath.WhyNotName).First(problem => problem is not null)}");
        }
    }

    private static void AddSecrets(List<(string, string)> found, StudioOptions options, List<string> skipped)
    {
        var paths = options.Paths;
        foreach (var file in SecretNames(options).Select(name => Path.Join(paths.Root, name)).Where(File.Exists))
            found.Add((SecretPrefix + Path.GetRelativePath(paths.Root, file), file));
        AddFolder(found, SecretPrefix + Path.GetFileName(paths.DataProtection) + "/", paths.DataProtection, paths, "", skipped);
    }

    private static IEnumerable<string> SecretNames(StudioOptions options) =>
    [
        .. new[] { options.Paths.ApiKey, options.Paths.SessionSecret, options.Paths.JwtSecret, options.Paths.SiteSecret }
            .Select(path => Path.GetFileName(path)),
        .. NamedFiles(options, secret: true),
    ];

    private static bool IsSecret(string file, StudioOptions options) => SecretNames(options).Contains(file)
        || (After(file, Path.GetFileName(options.Paths.DataProtection) + "/") is { } key && SafePath.IsName(key)
            && key.EndsWith(".xml", StringComparison.Ordinal));

    /// <summary>Files that settings name and that lie directly in STUDIO_DIR.</summary>
    private static IEnumerable<string> NamedFiles(StudioOptions options, bool secret)
    {
        string?[] named = secret
            ? [options.Auth.Oidc.ClientSecretFile, options.TlsKeyfile, options.TlsCertfile]
            : [.. options.ExtraModelPathsConfig, options.Extensions.PublicKey];
        return named.Select(options.Paths.Resolve).OfType<string>().Select(path => RelativeTo(options.Paths.Root, path)).OfType<string>()
            .Where(name => SafePath.IsName(name) && name[0] != '.' && NamedEndings.Contains(Path.GetExtension(name).ToLowerInvariant()))
            .Distinct(StringComparer.Ordinal);
    }

    // a studio.json from elsewhere must not make programs of pictures, nor disturb what is being restored
    private static bool MayHoldFiles(string folder) => folder[0] != '.' && folder != "extensions"
        && !folder.StartsWith(RestoreJournal.SafetyPrefix, StringComparison.Ordinal);

    private static string Inside((string Prefix, string Folder) pair, StudioPaths paths) =>
        RelativeTo(paths.Root, pair.Folder) ?? pair.Prefix.TrimEnd('/').Split('/')[^1];

    /// <summary>The way from a folder down to a path, with forward slashes; null when it is not below it.</summary>
    private static string? RelativeTo(string folder, string path)
    {
        if (folder.Length == 0)
            return null;
        var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return name is "." or ".." || name.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(name) ? null : name;
    }

    private static string? After(string name, string prefix) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;

    // what is being written, or tried
    private static bool IsPassing(string name) => AtomicFile.IsUnfinished(name) || name.StartsWith(".room-", StringComparison.Ordinal)
        || name.StartsWith(".probe-", StringComparison.Ordinal);
}
