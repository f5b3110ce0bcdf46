using System.Text.RegularExpressions;

namespace Studio.Web.Logs;

/// <summary>
/// Takes out of a text what would let its reader in somewhere: the master key, and whatever looks like a key, token, password or cookie.
/// </summary>
internal sealed partial class SecretMask(StudioOptions options)
{
    private const string Hidden = "***";
    private const int ShortestSecret = 8;

    private readonly string? _masterKey = MasterKeyOf(options);

    public string Apply(string text)
    {
        if (_masterKey is not null)
            text = text.Replace(_masterKey, Hidden, StringComparison.Ordinal);
        text = Named().Replace(text, $"${{name}}{Hidden}");
        text = Scheme().Replace(text, $"${{scheme}} {Hidden}");
        text = InAddress().Replace(text, $"${{start}}{Hidden}@");
        text = InPath().Replace(text, $"${{start}}{Hidden}");
        return Shaped().Replace(text, Hidden);
    }

    private static string? MasterKeyOf(StudioOptions options)
    {
        try
        {
            var key = options.Auth.KeySource is not { } source ? null : source.File is { } file
                ? File.ReadAllText(file).Trim()
                : source.Value?.Trim();
            return key?.Length >= ShortestSecret ? key : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the server does not start with such a key; who checks it says why
        }
    }

    // api_key=…, "password": "…", Authorization: Bearer …, Cookie: session=…
    [GeneratedRegex(
        """(?<name>\b(x-)?(api[_-]?key|[a-z_-]{0,64}token|ticket|password|passwd|secret|authorization|cookie|session)\b["']?\s{0,8}[:=]\s{0,8}(?<quote>["'])?((bearer|basic|session=)\s{0,8})?)(?(quote)[^"'\r\n]+|[^\s"'&;,]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex("""\b(?<scheme>bearer|basic)\s{1,8}[a-z0-9+/=._~-]{8,}""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    // https://user:password@host
    [GeneratedRegex("""(?<start>://)[^\s/@:]{1,256}:[^\s/@]{1,256}@""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InAddress();

    // /key/…/prompt
    [GeneratedRegex("""(?<start>/key/)[^\s/?"']{8,}""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex InPath();

    // our managed keys (their public part, sk_ and eight characters, may be shown), access tokens of model sites, JWTs, and the key that
    // the server makes (64 hex digits)
    [GeneratedRegex(
        """\b(sk_(?![A-Za-z0-9]{8}(?![A-Za-z0-9_-]))|hf_)[A-Za-z0-9_-]{8,}|\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*|\b[0-9a-f]{64}\b""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shaped();
}
