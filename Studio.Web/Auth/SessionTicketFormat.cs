using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace Studio.Web.Auth;

/// <summary>
/// The value of the session cookie: <c>authenticated:&lt;unix seconds&gt;:&lt;session id&gt;.&lt;HMAC-SHA256, 64 hex&gt;</c>. It proves
/// which session this is and when it was last used; whether the session still exists, and whether that time can be, is for the database to
/// say.
/// </summary>
internal sealed class SessionTicketFormat(byte[] secret, TimeProvider time) : ISecureDataFormat<AuthenticationTicket>
{
    public const int Longest = 512;

    private const string Prefix = "authenticated:";
    private const int SignatureLength = 64;
    private const long LatestSecond = 253_402_300_799 - 86_400; // a date can still be a day later

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public string Protect(AuthenticationTicket data) => Write(CurrentUser.From(data.Principal)!.SessionId!);

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    /// <summary>The cookie for a session that is used now.</summary>
    public string Write(string sessionId)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{time.GetUtcNow().ToUnixTimeSeconds()}:{sessionId}");
        return $"{signed}.{Sign(signed)}";
    }

    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (protectedText is null || protectedText.Length > Longest || !HasValidSignature(protectedText))
            return null;
        var parts = protectedText[Prefix.Length..^(SignatureLength + 1)].Split(':');
        if (parts.Length != 2 || parts[1].Length == 0
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > LatestSecond)
            return null;
        var used = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var nobodyYet = new CurrentUser("", "", new HashSet<string>()) { SessionId = parts[1] };
        return new AuthenticationTicket(
            nobodyYet.ToPrincipal(SessionEvents.Scheme), new AuthenticationProperties { IssuedUtc = used,
                ExpiresUtc = used + SessionStore.Idle, AllowRefresh = false }, SessionEvents.Scheme);
    }

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);

    private bool HasValidSignature(string text)
    {
        var dot = text.Length - SignatureLength - 1;
        if (dot <= Prefix.Length || text[dot] != '.' || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(text[..dot])),
            Encoding.UTF8.GetBytes(text[(dot + 1)..]));
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)));
}
