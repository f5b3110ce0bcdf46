using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Auth.Proxies;

namespace Studio.Tests.Auth;

/// <summary>The tests' requests come from 127.0.0.1: whether that is a trusted proxy is what they vary.</summary>
public sealed class TrustedProxyTests
{
    private const string Wrong = "X-API-Key: wrong-key-0123456789abcdef";

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.0/8", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9")] // the caller wrote the first one itself
    [InlineData("127.0.0.1,10.0.0.0/8", "203.0.113.9, 10.1.2.3", "203.0.113.9")] // two trusted ones in a row
    [InlineData("127.0.0.1", "not an address", "127.0.0.1")]
    [InlineData("10.0.0.0/8", "203.0.113.9", "127.0.0.1")] // not from a trusted one
    [InlineData("", "203.0.113.9", "127.0.0.1")]
    public async Task Address_OfARefusal_IsTheForwardedOneOnlyFromATrustedProxy(string trusted, string forwarded, string seen)
    {
        await using var studio = await StartAsync(trusted);
        using var stranger = studio.CreateAnonymousClient();
        await stranger.SendAsync(HttpMethod.Get, "/queue", Wrong, $"X-Forwarded-For: {forwarded}");

        Assert.Equal(seen, await LastAddressAsync(studio));
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.NotFound)]
    [InlineData("10.0.0.0/8", HttpStatusCode.Forbidden)]
    public async Task Origin_BehindTheProxy_IsComparedWithTheForwardedHostOnlyFromATrustedProxy(string trusted, HttpStatusCode expected)
    {
        await using var studio = await StartAsync(trusted);
        var session = await studio.CreateSessionAsync(CurrentUser.Administrator);
        using var browser = studio.CreateAnonymousClient();

        using var answer = await browser.SendAsync(
            HttpMethod.Post, "/api/no-such-thing", $"Cookie: session={session}", "Origin: https://studio.example.org",
            "X-Forwarded-Host: studio.example.org", "X-Forwarded-Proto: https");

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task SignInThrottle_WithInventedAddresses_StillCountsTheCaller()
    {
        await using var studio = await StartAsync("10.0.0.0/8");
        using var stranger = studio.CreateAnonymousClient();
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 7; i++)
            last = (await SignInAsync(stranger, $"203.0.113.{i}")).StatusCode;

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task SignInThrottle_BehindAProxy_LocksOutOneCallerAndNotTheNext()
    {
        await using var studio = await StartAsync("127.0.0.1");
        using var stranger = studio.CreateAnonymousClient();
        for (var i = 0; i < 7; i++)
            await SignInAsync(stranger, "203.0.113.9");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(stranger, "203.0.113.9")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(stranger, "203.0.113.10")).StatusCode);
    }

    [Fact]
    public async Task LocalMode_WithAProxyInFront_IsKeyedMode()
    {
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            options.Auth.KeySource = null;
            options.Auth.TrustedProxies = ["127.0.0.1"];
        });
        using var stranger = studio.CreateAnonymousClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.SendAsync(HttpMethod.Get, "/queue")).StatusCode);
        Assert.True(File.Exists(Path.Join(studio.StudioDir, ".api_key")));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.org")]
    [InlineData("")]
    public void Validate_NoNetwork_NamesTheSetting(string text)
    {
        using var folder = new TemporaryFolder();
        var options = new StudioOptions { StudioDir = folder.Path };
        options.Auth.TrustedProxies = [text];

        var problems = new ValidateStudioOptions().Validate(null, options).Failures;

        Assert.Contains(problems!, problem => problem.StartsWith("Auth:TrustedProxies", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("fd00::1", "fd00::1/128")]
    [InlineData("fd00::/8", "fd00::/8")]
    public void Parse_Address_IsANetworkOfItsOwn(string text, string network)
    {
        Assert.Equal(network, TrustedProxies.Parse(text)?.ToString());
    }

    private static Task<StudioApplication> StartAsync(string trusted) =>
        StudioApplication.StartAsync(options => options.Auth.TrustedProxies = trusted.Split(',', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Content = new StringContent("""{"api_key":"wrong-key-0123456789abcdef"}""", System.Text.Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }

    private static async Task<string?> LastAddressAsync(StudioApplication studio)
    {
        using var administrator = studio.CreateClient();
        var page = JsonNode.Parse(await administrator.GetStringAsync(new Uri("/api/admin/audit?action=refusal", UriKind.Relative)))!;
        return (string?)page["entries"]![0]!["address"];
    }
}
