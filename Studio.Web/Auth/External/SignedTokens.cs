using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Studio.Web.Auth.External;

/// <summary>What a token of a provider has to be.</summary>
/// <param name="Keys">Where the provider publishes its keys.</param>
/// <param name="Algorithms">The only ones; the token does not choose. Public-key ones, so that no public key can be used as a shared
/// secret.</param>
/// <param name="NeedsKeyId">Without a kid every key of the set is tried otherwise.</param>
internal sealed record TokenRules(string Issuer, string Audience, Uri Keys, IReadOnlyList<string> Algorithms, bool NeedsKeyId);

/// <summary>
/// JSON Web Tokens that others have signed: signature, issuer, audience and times, with 60 s of difference between clocks.
/// </summary>
internal sealed class SignedTokens(SigningKeys keys, TimeProvider time)
{
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private const int Longest = 32 << 10;

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Longest };

    /// <returns>The claims, or null and a reason without anything secret in it.</returns>
    public async Task<(JsonObject? Claims, string Reason)> ReadAsync(string token, TokenRules rules, CancellationToken cancellationToken)
    {
        if (Parse(token) is not { } parsed || Claims(parsed) is not { } claims)
            return (null, "a token that cannot be read");
        if (!rules.Algorithms.Contains(parsed.Alg))
            return (null, "a token with an algorithm that is not allowed");
        if (parsed.TryGetHeaderValue<object>("crit", out _))
            return (null, "a token with extensions that are not known");
        var keyId = string.IsNullOrEmpty(parsed.Kid) ? null : parsed.Kid;
        if (keyId is null && rules.NeedsKeyId)
            return (null, "a token that names no key");
        var candidates = await keys.FindAsync(rules.Keys, keyId, cancellationToken);
        if (candidates.Count == 0)
            return (null, "a token whose key is not known");
        var result = await Handler.ValidateTokenAsync(token, Parameters(rules, candidates));
        return result.IsValid ? InTime(claims) : (null, Reason(result.Exception));
    }

    /// <summary>Seconds since 1970; null when the claim is missing or no number.</summary>
    public static DateTimeOffset? Time(JsonObject claims, string name) =>
        claims[name] is JsonValue value && value.TryGetValue(out double seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    /// <summary>A text, or the texts of an array; the claim of this very name, else the path that its dots make.</summary>
    public static IReadOnlyCollection<string> Values(JsonObject claims, string path)
    {
        JsonNode? node = claims;
        if (claims.ContainsKey(path))
            node = claims[path];
        else
            foreach (var name in path.Split('.'))
                node = (node as JsonObject)?[name];
        return node is JsonArray array ? [.. array.Select(Text).OfType<string>()] : Text(node) is { } one ? [one] : [];
    }

    private static TokenValidationParameters Parameters(TokenRules rules, IReadOnlyList<SecurityKey> candidates) => new()
    {
        ValidIssuer = rules.Issuer,
        ValidAudience = rules.Audience,
        ValidAlgorithms = rules.Algorithms,
        IssuerSigningKeys = candidates,
        RequireSignedTokens = true,
        RequireAudience = true,
        ValidateLifetime = false, // InTime does, by the server's own clock
        LogValidationExceptions = false,
    };

    private (JsonObject? Claims, string Reason) InTime(JsonObject claims)
    {
        var now = time.GetUtcNow();
        if (Time(claims, "exp") is not { } expires || expires + Skew <= now)
            return (null, "a token that has expired");
        if (claims.ContainsKey("nbf") && !(Time(claims, "nbf") - Skew <= now))
            return (null, "a token that is not valid yet");
        return (claims, "");
    }

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return token.Length <= Longest && token.Count(c => c == '.') == 2 ? new JsonWebToken(token) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    private static JsonObject? Claims(JsonWebToken token)
    {
        try
        {
            return StrictJson.Object(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException)
        {
            return null; // also when a name stands there twice
        }
    }

    private static string Reason(Exception? e) => e switch
    {
        SecurityTokenInvalidIssuerException => "a token of another issuer",
        SecurityTokenInvalidAudienceException => "a token for another audience",
        SecurityTokenInvalidAlgorithmException => "a token with an algorithm that is not allowed",
        _ => "a token with a wrong signature",
    };
}
