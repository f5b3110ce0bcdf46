using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth.External;
using Studio.Web.Outgoing;

namespace Studio.Web.Auth.OpenIdConnect;

/// <summary>What a provider says of itself (OpenID Connect Discovery 1.0).</summary>
/// <param name="TakesSecretInBody">It does not take the client's secret as Basic, which is the rule.</param>
/// <param name="NamesIssuer">Its answers name the issuer (RFC 9207).</param>
internal sealed record ProviderMetadata(string Issuer, Uri Authorization, Uri Token, Uri? UserInfo, Uri Keys, bool TakesSecretInBody,
    bool NamesIssuer);

/// <summary>The provider's own words cannot be had, or are not what they have to be.</summary>
internal sealed class OidcException(OidcFailure failure, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public OidcFailure Failure { get; } = failure;

    /// <summary>Where this attempt was to lead; null when no attempt is known.</summary>
    public string? Next { get; set; }
}

/// <summary>
/// The requests to the provider: its description (kept for an hour, and on when it cannot be had), tokens, and what it knows of somebody.
/// </summary>
internal sealed class OidcProvider(StudioOptions options, OutgoingHttp outgoing, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly OutgoingLimits Limits = new() { MaxBytes = 1 << 20, Timeout = TimeSpan.FromSeconds(10), MaxRedirects = 0 };

    private readonly StudioOptions.OidcOptions _options = options.Auth.Oidc;
    private (ProviderMetadata Metadata, long At)? _known;

    /// <exception cref="OidcException">It cannot be reached, or describes somebody else.</exception>
    public async Task<ProviderMetadata> DescribeAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < KeptFor)
            return known.Metadata;
        try
        {
            var authority = _options.Authority!.TrimEnd('/');
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{authority}/.well-known/openid-configuration");
            var metadata = Read(await SendAsync(request, cancellationToken), authority);
            _known = (metadata, time.GetTimestamp());
            return metadata;
        }
        catch (OidcException) when (_known is not null)
        {
            return _known.Value.Metadata;
        }
    }

    /// <summary>The code for the tokens; the answer of the token endpoint.</summary>
    /// <exception cref="OidcException">It cannot be reached, or does not take the code.</exception>
    public async Task<JsonObject> RedeemAsync(ProviderMetadata metadata, string code, string verifier, string redirectUri,
        CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["code_verifier"] = verifier, ["redirect_uri"] = redirectUri,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.Token);
        var secret = _options.Secret(options.Paths);
        if (secret is null || metadata.TakesSecretInBody)
            form["client_id"] = _options.ClientId!;
        if (secret is not null && metadata.TakesSecretInBody)
            form["client_secret"] = secret;
        else if (secret is not null)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(_options.ClientId!)}:{Uri.EscapeDataString(secret)}")));
        request.Content = new FormUrlEncodedContent(form);
        return await SendAsync(request, cancellationToken);
    }

    /// <exception cref="OidcException">It cannot be reached, or does not take the token.</exception>
    public async Task<JsonObject> UserInfoAsync(Uri address, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        return await SendAsync(request, cancellationToken);
    }

    private async Task<JsonObject> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var client = outgoing.CreateClient(Limits);
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if ((int)response.StatusCode >= 500)
                throw new OidcException(OidcFailure.Unreachable, $"{request.RequestUri!.Host} answers {(int)response.StatusCode}");
            if (!response.IsSuccessStatusCode)
                throw new OidcException(OidcFailure.Invalid,
                    $"{request.RequestUri!.AbsolutePath} of the provider answers {(int)response.StatusCode}");
            return StrictJson.Object(Encoding.UTF8.GetBytes(text)) ?? throw new JsonException("An object was expected.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OidcException(OidcFailure.Unreachable, $"the provider cannot be reached: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new OidcException(OidcFailure.Invalid, "the provider's answer is no JSON object", e);
        }
    }

    private static ProviderMetadata Read(JsonObject description, string authority)
    {
        var issuer = SignedTokens.Text(description["issuer"]);
        if (issuer?.TrimEnd('/') != authority)
            throw new OidcException(OidcFailure.Invalid, $"the provider calls itself {issuer}, not {authority}");
        Uri? Address(string name) => Uri.TryCreate(SignedTokens.Text(description[name]), UriKind.Absolute, out var address)
            && ExternalSettings.IsSecure(address) ? address : null;
        Uri Needed(string name) =>
            Address(name) ?? throw new OidcException(OidcFailure.Invalid, $"the provider's description has no secure {name}");
        var methods = SignedTokens.Values(description, "token_endpoint_auth_methods_supported");
        return new(
            issuer, Needed("authorization_endpoint"), Needed("token_endpoint"), Address("userinfo_endpoint"), Needed("jwks_uri"),
            methods.Contains("client_secret_post") && !methods.Contains("client_secret_basic"),
            description["authorization_response_iss_parameter_supported"] is JsonValue value && value.TryGetValue(out bool names) && names);
    }
}
