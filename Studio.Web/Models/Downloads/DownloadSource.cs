using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Studio.Web.Models.Downloads;

/// <summary>
/// Where a file comes from, in one spelling: "hf:owner/repo/file@revision" (main is left out), "civitai:123" (a model version;
/// "civitai:123/45" is one of its files), or an address. Addresses of the two sites become the first two, without what may be secret in
/// them.
/// </summary>
public abstract partial record DownloadSource
{
    private const int LongestAddress = 4096;

    private DownloadSource()
    {
    }

    /// <summary>A file of a Hugging Face model repository.</summary>
    public sealed record HuggingFace(string Repository, string File, string Revision = "main") : DownloadSource
    {
        public override string Text => $"hf:{Repository}/{File}{(Revision == "main" ? "" : $"@{Revision}")}";
    }

    /// <summary>A file of a CivitAI model version: the primary one, or the one of that number.</summary>
    public sealed record Civitai(long Version, long? File = null) : DownloadSource
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"civitai:{Version}{(File is { } file ? $"/{file}" : "")}");
    }

    public sealed record Address(Uri Uri) : DownloadSource
    {
        public override string Text => Uri.AbsoluteUri;

        // a query may hold a signature or a token
        public override string Shown => Uri.GetLeftPart(UriPartial.Path);
    }

    /// <summary>A file that somebody sends from a browser.</summary>
    public sealed record Upload(string Owner, string Id) : DownloadSource
    {
        public override string Text => $"upload:{Owner}/{Id}";
    }

    /// <summary>How it is written and kept.</summary>
    public abstract string Text { get; }

    /// <summary>The same for logs and other people: without what could be secret.</summary>
    public virtual string Shown => Text;

    /// <summary>Names the source in file names.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..24];

    public sealed override string ToString() => Shown;

    /// <exception cref="DownloadException">BadRequest: it is none of these.</exception>
    public static DownloadSource Parse(string text)
    {
        var plain = text.Trim();
        if (plain.Length is 0 or > LongestAddress)
            throw Bad("Send url, hf or civitai with where the file is.");
        if (plain.StartsWith("hf:", StringComparison.OrdinalIgnoreCase))
            return OfRepository(plain[3..].TrimStart('/'));
        if (plain.StartsWith("civitai:", StringComparison.OrdinalIgnoreCase))
            return OfVersion(plain[8..]);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Bad($"'{Cut(plain)}' is no address: it begins with https://, hf: or civitai:.");
        if (uri.UserInfo.Length > 0)
            throw Bad("An address must not hold a user name or password.");
        return OfSite(uri) ?? new Address(WithoutFragment(uri));
    }

    /// <summary>"owner/repo/path/of/file" with "@revision" behind it where that is not main.</summary>
    public static DownloadSource OfRepository(string text)
    {
        var (path, revision) = text.LastIndexOf('@') is > 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "main");
        return path.Split('/', 3) is [var owner, var repo, var file] && IsRepositoryName(owner) && IsRepositoryName(repo)
            && file.Length > 0 && file.Split('/').All(SafePath.IsName) && RevisionName().IsMatch(revision)
            ? new HuggingFace($"{owner}/{repo}", file, revision)
            : throw Bad($"'{Cut(text)}' names no file of a repository: write hf:owner/repo/file, with @revision behind it where it is not main.");
    }

    /// <summary>The number of a model version, with "/number" of a file behind it where it is not the primary one.</summary>
    public static DownloadSource OfVersion(string text)
    {
        var parts = text.Split('/');
        return parts.Length is 1 or 2 && Number(parts[0]) is { } version && (parts.Length == 1 || Number(parts[1]) is not null)
            ? new Civitai(version, parts.Length == 2 ? Number(parts[1]) : null)
            : throw Bad($"'{Cut(text)}' names no model version: write civitai: and the number behind modelVersionId= in its page's address.");
    }

    // what people copy from the browser: pages and download links of the two sites
    private static DownloadSource? OfSite(Uri uri)
    {
        var segments = uri.AbsolutePath.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (uri.Host is "huggingface.co" or "www.huggingface.co" or "hf.co")
        {
            return segments is [var owner, var repo, "resolve" or "blob", var revision, .. { Length: > 0 } file]
                ? OfRepository($"{owner}/{repo}/{string.Join('/', file)}@{revision}")
                : null;
        }

        if (uri.Host is not ("civitai.com" or "www.civitai.com" or "civitai.red"))
            return null;
        if (segments is ["api", "download", "models", var version] && Number(version) is { } downloaded)
            return new Civitai(downloaded);
        if (segments is not ["models", ..])
            return null;
        return VersionInQuery().Match(uri.Query) is { Success: true } found && Number(found.Groups["id"].Value) is { } shown
            ? new Civitai(shown)
            : throw Bad("This is the page of a model with several versions. Choose one there, so that its address has modelVersionId= in it.");
    }

    private static Uri WithoutFragment(Uri uri) => uri.Fragment.Length == 0 ? uri : new Uri(uri.GetLeftPart(UriPartial.Query));

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static bool IsRepositoryName(string name) => RepositoryName().IsMatch(name) && name is not ("." or "..");

    private static string Cut(string text) => text.Length > 80 ? $"{text[..80]}…" : text;

    private static DownloadException Bad(string message) => new(DownloadRefusal.BadRequest, message);

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,96}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositoryName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._/-]{0,120}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RevisionName();

    [GeneratedRegex(@"[?&]modelVersionId=(?<id>[0-9]{1,18})(&|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionInQuery();
}
