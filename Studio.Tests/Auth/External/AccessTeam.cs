using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;

namespace Studio.Tests.Auth.External;

/// <summary>A server behind Cloudflare Access: the team with its keys, a clock that is moved by hand, and assertions to send.</summary>
public sealed class AccessTeam : IAsyncDisposable
{
    public const string Header = "Cf-Access-Jwt-Assertion";
    public const string Audience = "f00df00df00df00df00df00df00df00d";

    private AccessTeam(KeyServer keys, ManualTime time, StudioApplication studio) => (Keys, Time, Studio) = (keys, time, studio);

    /// <summary>Made once: a key takes longer than a test.</summary>
    public static TokenSigner First { get; } = new("first");

    public static TokenSigner Second { get; } = new("second");

    public KeyServer Keys { get; }

    public ManualTime Time { get; }

    public StudioApplication Studio { get; }

    public static async Task<AccessTeam> StartAsync(Action<StudioOptions>? options = null)
    {
        var (keys, time) = (await KeyServer.StartAsync(First), new ManualTime());
        var studio = await StudioApplication.StartAsync(
            settings =>
            {
                settings.Outgoing.AllowedNetworks = ["127.0.0.0/8", "::1/128"];
                (settings.Auth.CloudflareAccess.TeamDomain, settings.Auth.CloudflareAccess.Audience) = (keys.Address, Audience);
                options?.Invoke(settings);
            },
            services => services.AddSingleton<TimeProvider>(time));
        return new(keys, time, studio);
    }

    public JsonObject Claims(string? email = "anna@example.org")
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["aud"] = new JsonArray("another", Audience), ["email"] = email, ["type"] = "app", ["iss"] = Keys.Address, ["sub"] = "7335d417",
            ["iat"] = now, ["nbf"] = now, ["exp"] = now + 3600, ["country"] = "DE",
        };
    }

    public JsonObject ServiceClaims(string name)
    {
        var claims = Claims(null);
        claims.Remove("email");
        (claims["common_name"], claims["sub"], claims["aud"]) = (name, "", Audience);
        return claims;
    }

    public string Assertion(string? email = "anna@example.org", Action<JsonObject>? change = null, TokenSigner? signer = null)
    {
        var claims = Claims(email);
        change?.Invoke(claims);
        return (signer ?? First).Sign(claims);
    }

    public async Task<HttpResponseMessage> SendAsync(string assertion, string path = "/queue", HttpMethod? method = null,
        params string[] headers)
    {
        using var client = Studio.CreateAnonymousClient();
        return await client.SendAsync(method ?? HttpMethod.Get, path, [$"{Header}: {assertion}", .. headers]);
    }

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        await Keys.DisposeAsync();
    }
}
