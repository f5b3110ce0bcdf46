using System.Net;

namespace Studio.Web;

public sealed partial class StudioOptions
{
    private StudioPaths? _paths;

    /// <summary>All places on disk, derived once. Full paths.</summary>
    [NotAnOption]
    public StudioPaths Paths => _paths ??= new StudioPaths(this);

    /// <summary>The addresses of <see cref="Listen"/>, trimmed.</summary>
    [NotAnOption]
    public IReadOnlyList<string> ListenAddresses =>
        Listen.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>True when nobody outside this machine can reach the server.</summary>
    [NotAnOption]
    public bool IsLoopbackOnly => ListenAddresses.All(address => ParseAddress(address) is { } ip && IPAddress.IsLoopback(ip));

    /// <summary>Bytes one request body may hold.</summary>
    [NotAnOption]
    public long MaxUploadBytes => (long)(MaxUploadSize * 1024 * 1024);

    internal static IPAddress? ParseAddress(string text) =>
        text.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? IPAddress.Loopback
            : IPAddress.TryParse(text, out var address) ? address : null;
}

/// <summary>Where things are. Nobody else puts a path under STUDIO_DIR together.</summary>
public sealed class StudioPaths
{
    public StudioPaths(StudioOptions options)
    {
        Root = options.StudioDir;
        var media = Resolve(options.BaseDirectory) ?? Root;
        Output = Resolve(options.OutputDirectory) ?? Path.Join(media, "output");
        Input = Resolve(options.InputDirectory) ?? Path.Join(media, "input");
        Temp = Path.Join(Resolve(options.TempDirectory) ?? media, "temp");
        User = Resolve(options.UserDirectory) ?? Path.Join(media, "user");
        Models = Resolve(options.ModelsDirectory) ?? Path.Join(media, "models");
    }

    public string Root { get; }

    public string Output { get; }

    public string Input { get; }

    /// <summary>Emptied at start; nothing in it is kept.</summary>
    public string Temp { get; }

    public string User { get; }

    public string Models { get; }

    public string Workflows => Path.Join(Root, "workflows");

    /// <summary>Models that can be had, as somebody imported them.</summary>
    public string Catalogues => Path.Join(Root, "catalogues");

    /// <summary>Lists of words for prompts.</summary>
    public string Wildcards => Path.Join(Root, "wildcards");

    /// <summary>One folder per extension, see docs/extensions.md.</summary>
    public string Extensions => Path.Join(Root, "extensions");

    /// <summary>Small pictures of pictures; can be deleted at any time.</summary>
    public string Thumbnails => Path.Join(Root, "thumbnails");

    public string Settings => Path.Join(Root, "studio.json");

    public string Database => Path.Join(Root, "studio.db");

    public string Lock => Path.Join(Root, ".lock");

    /// <summary>What the command line asks of the running server about maintenance, and what it answers.</summary>
    public string MaintenanceOrder => Path.Join(Root, ".maintenance-order");

    public string MaintenanceAnswer => Path.Join(Root, ".maintenance");

    /// <summary>What names this folder, so that a backup is known again where it was made.</summary>
    public string Home => Path.Join(Root, ".home");

    /// <summary>There while this folder was restored from another place's backup and nobody has said that it is the new home.</summary>
    public string Away => Path.Join(Root, ".away");

    /// <summary>What is being restored; there only while it is.</summary>
    public string Restoring => Path.Join(Root, ".restoring");

    public string ApiKey => Path.Join(Root, ".api_key");

    public string SessionSecret => Path.Join(Root, ".session_secret");

    public string JwtSecret => Path.Join(Root, ".jwt_secret");

    /// <summary>What people's tokens for other sites are sealed with where there is no master key.</summary>
    public string SiteSecret => Path.Join(Root, ".site_secret");

    /// <summary>The ring of keys that sign antiforgery tokens.</summary>
    public string DataProtection => Path.Join(Root, ".keys");

    /// <summary>Every folder the server writes to, with the setting that names it.</summary>
    public IEnumerable<(string Key, string Path)> Writable =>
    [
        (nameof(StudioOptions.StudioDir), Root),
        (nameof(StudioOptions.OutputDirectory), Output),
        (nameof(StudioOptions.InputDirectory), Input),
        (nameof(StudioOptions.TempDirectory), Temp),
        (nameof(StudioOptions.UserDirectory), User),
        (nameof(StudioOptions.ModelsDirectory), Models),
    ];

    /// <summary>
    /// A full path: as it is when absolute, else below STUDIO_DIR (flags arrive already resolved against the working directory).
    /// </summary>
    public string? Resolve(string? path) => string.IsNullOrWhiteSpace(path) ? null : Path.GetFullPath(path, Root);
}
