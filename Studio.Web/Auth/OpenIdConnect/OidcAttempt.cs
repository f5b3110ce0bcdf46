using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Studio.Web.Auth.External;

namespace Studio.Web.Auth.OpenIdConnect;

/// <summary>One attempt to sign in, between leaving for the provider and coming back.</summary>
/// <param name="State">Ties the answer to this browser.</param>
/// <param name="Nonce">Ties the ID token to this attempt.</param>
/// <param name="Verifier">Ties the code to this attempt (PKCE, RFC 7636).</param>
internal sealed record OidcAttempt(string State, string Nonce, string Verifier, string Next, string RedirectUri, long Until)
{
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}

/// <summary>
/// Attempts live in the browser that made them, encrypted, so that strangers cannot fill anything here. SameSite is Lax: the provider's
/// page leads back, and a Strict cookie would stay at home. Each is good once and for ten minutes; each has a cookie of its own, so that
/// two tabs do not disturb each other.
/// </summary>
internal sealed class OidcAttempts(IDataProtectionProvider protection, StudioOptions options, TimeProvider time)
{
    public const string CookiePath = "/api/auth/oidc";

    private const int StateInName = 16;
    private const int LongestNext = 1024; // the cookie must fit

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _protector = protection.CreateProtector("Studio.Oidc");
    private readonly ConcurrentDictionary<string, long> _used = new();

    public OidcAttempt Begin(HttpContext context, string next, string redirectUri)
    {
        var attempt = new OidcAttempt(Secret(), Secret(), Secret(), next.Length <= LongestNext ? next : "/", redirectUri,
            (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        context.Response.Cookies.Append(Name(attempt.State), _protector.Protect(JsonSerializer.Serialize(attempt)), Cookie(Lifetime));
        return attempt;
    }

    /// <summary>Null when this browser has no such attempt, it is over, or it was ended before.</summary>
    public OidcAttempt? End(HttpContext context, string? state)
    {
        if (state is not { Length: >= StateInName } || context.Request.Cookies[Name(state)] is not { } cookie)
            return null;
        context.Response.Cookies.Delete(Name(state), Cookie(null));
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (Read(cookie) is not { } attempt || attempt.Until <= now
            || attempt.Until > now + (long)(Lifetime + SignedTokens.Skew).TotalSeconds // the clock was set back
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt.State), Encoding.UTF8.GetBytes(state)))
            return null;
        foreach (var (old, _) in _used.Where(pair => pair.Value <= now))
            _used.TryRemove(old, out _);
        return _used.TryAdd(attempt.State, attempt.Until) ? attempt : null;
    }

    private OidcAttempt? Read(string cookie)
    {
        try
        {
            return JsonSerializer.Deserialize<OidcAttempt>(_protector.Unprotect(cookie));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private CookieOptions Cookie(TimeSpan? life) => new()
    {
        HttpOnly = true, Secure = !options.Auth.InsecureCookie, SameSite = SameSiteMode.Lax, Path = CookiePath, MaxAge = life,
        IsEssential = true,
    };

    private static string Name(string state) => $"studio-oidc-{string.Concat(state[..StateInName].Where(char.IsAsciiHexDigit))}";

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
