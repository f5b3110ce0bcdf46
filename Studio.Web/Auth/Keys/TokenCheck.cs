using System.Text.Json.Nodes;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth.Keys;

/// <summary>
/// Tokens: signing and checking. A token has at most the rights of what it was made with and ends with it. Its claims are <c>sub</c>,
/// <c>scope</c>, <c>iat</c>, <c>exp</c>, <c>jti</c> and, when it may not run everything, <c>workflows</c>.
/// </summary>
internal sealed class TokenCheck(JwtFormat format, TokenStore store, Standing standing, TimeProvider time)
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Signs a token. The caller has checked what may be in it.</summary>
    public async Task<(string Token, IssuedToken Issued)> IssueAsync(
        CurrentUser user, string name, IReadOnlySet<string> scopes, TimeSpan life, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expires = user.Expires is { } end && end < now + life
            ? DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds())
            : now + life;
        var issued = new IssuedToken(Guid.NewGuid().ToString("N"), user.Id, name, user.Credential ?? "", scopes, now, expires, null);
        var claims = new JsonObject
        {
            ["sub"] = user.Id,
            ["scope"] = string.Join(' ', scopes),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["jti"] = issued.Id,
        };
        if (user.Workflows is { } workflows)
            claims["workflows"] = new JsonArray([.. workflows.Select(id => (JsonNode)id)]);
        await store.AddAsync(issued, cancellationToken);
        return (format.Write(claims), issued);
    }

    public async Task<Decision> DecideAsync(HttpContext context, PresentedKey presented)
    {
        var (claims, reason) = format.Read(presented.Secret);
        if (claims is null)
            return Decision.Wrong($"{reason} in {presented.Where}");
        if (Read(claims) is not { } token)
            return Decision.Wrong($"a token that is out of its time or lacks a claim in {presented.Where}");
        if (await FindAsync(token.Id, context.RequestAborted) is not { } issued || issued.Owner != token.Subject)
            return Decision.Wrong($"the unknown or revoked token {token.Id}");
        // made before the clock was set back: then the server itself wrote down that very time
        if (token.Issued > time.GetUtcNow() + Skew && token.Issued != issued.Created)
            return Decision.Wrong($"the token {token.Id}, which is from the future");
        if (await standing.FindAsync(issued.Owner, issued.Credential, context.RequestAborted) is not { } user)
            return Decision.Wrong($"the token {token.Id}, whose account or key has ended");
        if (user.IsService)
            return Decision.Wrong($"the token {token.Id}, made by a program that may make none");
        if (user.RefusalFrom(context.Connection.RemoteIpAddress) is { } notFromHere)
            return notFromHere;
        return Decision.Accept(user.Within(token.Scopes) with
        {
            Workflows = token.Workflows ?? user.Workflows,
            TokenId = token.Id,
            Expires = token.Expires,
        });
    }

    /// <summary>The token of this id if it still counts; what it stands on is another question.</summary>
    public async Task<IssuedToken?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { Revoked: null } issued && issued.Expires > time.GetUtcNow() ? issued : null;

    /// <summary>Null when a claim is missing or of the wrong kind, or the time is not now.</summary>
    private Token? Read(JsonObject claims)
    {
        if (JwtFormat.Text(claims["sub"]) is not { Length: > 0 } subject
            || JwtFormat.Text(claims["jti"]) is not { Length: > 0 and <= 64 } id
            || JwtFormat.Text(claims["scope"]) is not { } scope
            || Seconds(claims["iat"]) is not { } issued || Seconds(claims["exp"]) is not { } expires)
            return null;
        var now = time.GetUtcNow();
        if (expires <= now || expires - issued > LongestLife || (claims.ContainsKey("nbf") && !(Seconds(claims["nbf"]) <= now + Skew)))
            return null;
        HashSet<string>? workflows = null;
        if (claims.ContainsKey("workflows"))
            workflows = (claims["workflows"] as JsonArray ?? []).Select(JwtFormat.Text).OfType<string>().ToHashSet();
        return new(subject, id, scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(), workflows, issued, expires);
    }

    private static DateTimeOffset? Seconds(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out long seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private sealed record Token(string Subject, string Id, IReadOnlySet<string> Scopes, IReadOnlySet<string>? Workflows,
        DateTimeOffset Issued, DateTimeOffset Expires);
}
