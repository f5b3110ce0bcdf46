using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.External;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.OpenIdConnect;

/// <summary>
/// Signing in elsewhere: OpenID Connect Core 1.0, authorization code with PKCE. What comes back through the browser is only a code; who
/// somebody is says the signed ID token, which the server fetches itself.
/// </summary>
internal sealed class OidcSignIn(
    StudioOptions options, OidcProvider provider, OidcAttempts attempts, SignedTokens tokens, ExternalAccounts accounts, SignIn signIn,
    SignInThrottle throttle)
{
    public const string CallbackPath = $"{OidcAttempts.CookiePath}/callback";

    /// <summary>In <see cref="Standing.OfProvider"/>.</summary>
    public const string Provider = "oidc";

    private const int LongestSubject = 255;

    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly StudioOptions.OidcOptions _options = options.Auth.Oidc;

    /// <summary>Where to send the browser.</summary>
    /// <exception cref="OidcException">The provider cannot be reached.</exception>
    public async Task<string> BeginAsync(HttpContext context, string next)
    {
        var metadata = await provider.DescribeAsync(context.RequestAborted);
        var attempt = attempts.Begin(context, next, $"{context.Request.Scheme}://{context.Request.Host}{CallbackPath}");
        return QueryHelpers.AddQueryString(metadata.Authorization.ToString(), new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = _options.ClientId,
            ["redirect_uri"] = attempt.RedirectUri,
            ["scope"] = string.Join(' ', _options.Scopes),
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,
            ["code_challenge"] = attempt.Challenge,
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Signs the browser in; returns where it wanted to go.</summary>
    /// <exception cref="OidcException">It is not signed in.</exception>
    public async Task<string> EndAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var attempt = attempts.End(context, query["state"])
            ?? throw new OidcException(OidcFailure.Expired, "an answer without an attempt that is still open");
        var subject = SignInThrottle.Subject(context.Connection.RemoteIpAddress);
        var admission = await throttle.EnterAsync(context.RequestAborted, subject);
        if (admission.Attempt is not { } counted)
            throw new OidcException(OidcFailure.TooMany,
                admission.IsBusy ? "too many sign-ins at once" : "too many failed sign-ins") { Next = attempt.Next };
        using var _ = counted;
        try
        {
            var user = await FindAsync(attempt, query, context.RequestAborted);
            counted.Succeeded(subject);
            await signIn.StartAsync(context, user.ToCurrentUser(), Standing.OfProvider(Provider, user), remember: true,
                $"OpenID Connect ({_options.Name})");
            return attempt.Next;
        }
        catch (OidcException e)
        {
            if (e.Failure is OidcFailure.Invalid or OidcFailure.Refused)
                counted.Failed();
            e.Next = attempt.Next;
            throw;
        }
    }

    private async Task<User> FindAsync(OidcAttempt attempt, IQueryCollection query, CancellationToken cancellationToken)
    {
        var metadata = await provider.DescribeAsync(cancellationToken);
        if (query.ContainsKey("iss") ? query["iss"] != metadata.Issuer : metadata.NamesIssuer)
            throw new OidcException(OidcFailure.Invalid, "an answer of another issuer");
        if (query.ContainsKey("error"))
            throw new OidcException(query["error"] == "access_denied" ? OidcFailure.Denied : OidcFailure.Invalid,
                $"the provider answers {query["error"]}");
        if (query["code"] is not [{ Length: > 0 } code])
            throw new OidcException(OidcFailure.Invalid, "an answer without a code");
        var answer = await provider.RedeemAsync(metadata, code, attempt.Verifier, attempt.RedirectUri, cancellationToken);
        var claims = await ClaimsAsync(metadata, answer, attempt.Nonce, cancellationToken);
        return await AccountAsync(metadata.Issuer, claims, cancellationToken);
    }

    private async Task<JsonObject> ClaimsAsync(ProviderMetadata metadata, JsonObject answer, string nonce,
        CancellationToken cancellationToken)
    {
        var rules = new TokenRules(metadata.Issuer, _options.ClientId!, metadata.Keys, Algorithms, NeedsKeyId: false);
        var (claims, reason) = await tokens.ReadAsync(SignedTokens.Text(answer["id_token"]) ?? "", rules, cancellationToken);
        if (claims is null)
            throw new OidcException(OidcFailure.Invalid, $"{reason} as ID token");
        if (SignedTokens.Text(claims["nonce"]) != nonce)
            throw new OidcException(OidcFailure.Invalid, "an ID token of another attempt (nonce)");
        var party = SignedTokens.Text(claims["azp"]);
        if ((party is not null || claims["aud"] is JsonArray { Count: > 1 }) && party != _options.ClientId)
            throw new OidcException(OidcFailure.Invalid, "an ID token for another client (azp)");
        if (SignedTokens.Time(claims, "iat") is null || SignedTokens.Text(claims["sub"]) is not { Length: <= LongestSubject } subject)
            throw new OidcException(OidcFailure.Invalid, "an ID token without iat or sub");
        if (metadata.UserInfo is { } userInfo && SignedTokens.Text(answer["access_token"]) is { } accessToken && IsShort(claims))
            Add(claims, await provider.UserInfoAsync(userInfo, accessToken, cancellationToken), subject);
        return claims;
    }

    // many providers keep the ID token short
    private bool IsShort(JsonObject claims) =>
        !claims.ContainsKey("email") || (_options.RoleMap.Length > 0 && SignedTokens.Values(claims, _options.RoleClaim).Count == 0);

    private static void Add(JsonObject claims, JsonObject more, string subject)
    {
        if (SignedTokens.Text(more["sub"]) != subject)
            throw new OidcException(OidcFailure.Invalid, "an answer about somebody else (userinfo)");
        var hadEmail = claims.ContainsKey("email");
        foreach (var (name, value) in more.Where(pair => !claims.ContainsKey(pair.Key)).ToList())
        {
            // verified is said of the address beside it, not of another one
            if (name != "email_verified" || !hadEmail)
                claims[name] = value?.DeepClone();
        }
    }

    private async Task<User> AccountAsync(string issuer, JsonObject claims, CancellationToken cancellationToken)
    {
        var given = SignedTokens.Text(claims["email"])?.Trim();
        var isVerified = claims["email_verified"] is JsonValue value
            && (value.TryGetValue(out bool truth) ? truth : SignedTokens.Text(value) == "true");
        var email = isVerified && given is { Length: > 0 } ? given : null;
        var subject = SignedTokens.Text(claims["sub"])!;
        var name = SignedTokens.Text(claims["preferred_username"]) ?? SignedTokens.Text(claims["name"]) ?? subject;
        var person = new ExternalPerson(_options.Name, issuer, subject, email, name, SignedTokens.Values(claims, _options.RoleClaim));
        var (user, refusal) = await accounts.PersonAsync(person, _options, cancellationToken);
        if (user is not null)
            return user;
        var wouldBe = email is null && given is not null && ExternalRules.Admits(_options, given);
        throw new OidcException(wouldBe ? OidcFailure.Unverified : OidcFailure.Refused, refusal);
    }
}
