using System.Text.Json.Nodes;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.External;

namespace Studio.Web.Auth.CloudflareAccess;

/// <summary>
/// Cf-Access-Jwt-Assertion: what Cloudflare Access puts on every request that it lets through, handshakes included. Its signature counts,
/// not who delivers it. People come as themselves, service tokens as a program with the stated scopes.
/// </summary>
internal sealed class CloudflareAccessSource : ICredentialSource
{
    public const string Header = "Cf-Access-Jwt-Assertion";

    /// <summary>In <see cref="Standing.OfProvider"/>.</summary>
    public const string Provider = "cloudflare";

    private const string Named = "Cloudflare Access";

    private readonly StudioOptions.CloudflareAccessOptions _options;
    private readonly TokenRules? _rules;
    private readonly SignedTokens _tokens;
    private readonly ExternalAccounts _accounts;

    public CloudflareAccessSource(StudioOptions options, SignedTokens tokens, ExternalAccounts accounts)
    {
        _options = options.Auth.CloudflareAccess;
        _rules = _options.IsOn ? CloudflareTeam.Rules(_options) : null;
        (_tokens, _accounts) = (tokens, accounts);
    }

    public CredentialPlace Place => CredentialPlace.CloudflareAccess;

    /// <summary>
    /// Where somebody signs out who came in this way: Access would sign them in again otherwise. Null for everybody else.
    /// </summary>
    public static string? SignOutPath(HttpContext context) =>
        CurrentUser.From(context.User)?.Credential?.StartsWith($"{Provider}:", StringComparison.Ordinal) == true
            ? "/cdn-cgi/access/logout"
            : null;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        if (_rules is null || !context.Request.Headers.TryGetValue(Header, out var assertion))
            return null;
        if (assertion is not [{ Length: > 0 } token])
            return Decision.Wrong($"{Header} is empty or there twice");
        var (claims, reason) = await _tokens.ReadAsync(token, _rules, context.RequestAborted);
        if (claims is null)
            return Decision.Wrong($"{reason} in {Header}");
        if (SignedTokens.Text(claims["type"]) != "app")
            return Decision.Wrong($"a token of another type than app in {Header}");
        if (SignedTokens.Text(claims["email"])?.Trim() is { Length: > 0 } email)
            return await PersonAsync(email, claims, context.RequestAborted);
        return SignedTokens.Text(claims["common_name"]) is { } name
            ? await ServiceAsync(name, claims, context.RequestAborted)
            : Decision.Wrong($"a token without email and common_name in {Header}");
    }

    private async Task<Decision> PersonAsync(string email, JsonObject claims, CancellationToken cancellationToken)
    {
        // claims that Access was told to pass on from the identity provider lie in "custom"
        var values = SignedTokens.Values(claims, _options.RoleClaim);
        if (values.Count == 0 && claims["custom"] is JsonObject custom)
            values = SignedTokens.Values(custom, _options.RoleClaim);
        var person = new ExternalPerson(Named, _rules!.Issuer, $"email:{email.ToLowerInvariant()}", email, email, values);
        var (user, refusal) = await _accounts.PersonAsync(person, _options, cancellationToken);
        return user is null
            ? Decision.Forbid(refusal, $"{email} through {Named}: not let in")
            : Decision.Accept(user.ToCurrentUser() with { Credential = Standing.OfProvider(Provider, user), Expires = End(claims) });
    }

    private async Task<Decision> ServiceAsync(string name, JsonObject claims, CancellationToken cancellationToken)
    {
        if (_options.ServiceScopes.Length == 0)
            return Decision.Forbid("Service tokens may not use this server; see Auth:CloudflareAccess:ServiceScopes.",
                $"the service token {name} through {Named}: not let in");
        var user = await _accounts.ServiceAsync(Named, _rules!.Issuer, name, cancellationToken);
        return user.Enabled
            ? Decision.Accept(ServicePrincipal.Of(user, _options.ServiceScopes) with { Expires = End(claims) })
            : Decision.Forbid("This service token's account is disabled.", $"the service token {name} through {Named}: disabled");
    }

    private static DateTimeOffset? End(JsonObject claims) => SignedTokens.Time(claims, "exp") + SignedTokens.Skew;
}
