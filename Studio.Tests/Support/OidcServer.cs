using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Support;

/// <summary>
/// An OpenID Connect provider on this machine that does what it should: codes are good once and tied to their PKCE challenge, clients show
/// their secret, tokens are signed. What it says can be falsified for attacks.
/// </summary>
public sealed class OidcServer : IAsyncDisposable
{
    public const string ClientId = "studio";
    public const string Secret = "client-secret-0123456789";

    private readonly WebApplication _server;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, (string Challenge, string Nonce, string RedirectUri)> _codes = [];

    private OidcServer(WebApplication server, TimeProvider time, TokenSigner signer)
    {
        (_server, _time, Signer) = (server, time, signer);
        Address = Banner.Addresses(server).Single().TrimEnd('/');
    }

    public string Address { get; }

    public TokenSigner Signer { get; set; }

    /// <summary>Who sits at the provider.</summary>
    public JsonObject Person { get; set; } = new() { ["sub"] = "248289761001", ["email"] = "anna@example.org", ["email_verified"] = true,
        ["groups"] = new JsonArray("crew") };

    /// <summary>Falsifies the ID token's claims.</summary>
    public Action<JsonObject> Change { get; set; } = _ => { };

    /// <summary>Instead of signing as it should.</summary>
    public Func<JsonObject, string>? Sign { get; set; }

    /// <summary>What only /userinfo says; null: nothing.</summary>
    public JsonObject? UserInfo { get; set; }

    public bool IsDown { get; set; }

    public string? SaysIssuer { get; set; }

    public int TokenRequests { get; private set; }

    public static async Task<OidcServer> StartAsync(TimeProvider time, TokenSigner signer)
    {
        var app = new StudioOptions { Port = 0, Verbose = "WARNING", StudioDir = Path.GetTempPath() }.CreateBuilder().Build();
        OidcServer? server = null;
        app.Run(context => server!.ServeAsync(context));
        await app.StartAsync();
        return server = new(app, time, signer);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task ServeAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        return context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => WriteAsync(context, Description()),
            "/jwks" => WriteAsync(context, new() { ["keys"] = new JsonArray(Signer.PublicKey) }),
            "/authorize" => AuthorizeAsync(context),
            "/token" => TokenAsync(context),
            "/userinfo" when context.Request.Headers.Authorization == "Bearer access" =>
                WriteAsync(context, UserInfo!.DeepClone().AsObject()),
            _ => Task.FromResult(context.Response.StatusCode = StatusCodes.Status404NotFound),
        };
    }

    private JsonObject Description()
    {
        var description = new JsonObject
        {
            ["issuer"] = SaysIssuer ?? Address, ["authorization_endpoint"] = $"{Address}/authorize",
            ["token_endpoint"] = $"{Address}/token", ["jwks_uri"] = $"{Address}/jwks",
            ["authorization_response_iss_parameter_supported"] = true,
        };
        if (UserInfo is not null)
            description["userinfo_endpoint"] = $"{Address}/userinfo";
        return description;
    }

    private Task AuthorizeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        Assert.Equal(("code", ClientId, "S256"),
            (query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString()));
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _codes[code] = (query["code_challenge"]!, query["nonce"]!, query["redirect_uri"]!);
        context.Response.Redirect($"{query["redirect_uri"]}?code={code}&state={query["state"]}&iss={Uri.EscapeDataString(Address)}");
        return Task.CompletedTask;
    }

    private async Task TokenAsync(HttpContext context)
    {
        TokenRequests++;
        var form = await context.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{Secret}"));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (context.Request.Headers.Authorization != basic || !_codes.Remove(form["code"].ToString(), out var known)
            || known.Challenge != challenge || known.RedirectUri != form["redirect_uri"])
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, new() { ["error"] = "invalid_grant" });
            return;
        }

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = Person.DeepClone().AsObject();
        (claims["iss"], claims["aud"], claims["iat"], claims["exp"], claims["nonce"]) = (Address, ClientId, now, now + 300, known.Nonce);
        Change(claims);
        await WriteAsync(context,
            new() { ["id_token"] = (Sign ?? (it => Signer.Sign(it)))(claims), ["access_token"] = "access", ["token_type"] = "Bearer" });
    }

    private static Task WriteAsync(HttpContext context, JsonObject value)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(value.ToJsonString());
    }
}
