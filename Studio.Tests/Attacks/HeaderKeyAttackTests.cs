using System.Net;
using System.Net.WebSockets;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Attacks;

/// <summary>A wrong key beside a good cookie, everywhere: it never falls through.</summary>
public sealed class HeaderKeyAttackTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("X-API-Key: wrong-key-0123456789abcdef")]
    [InlineData("X-API-Key: ")]
    [InlineData("Authorization: Bearer wrong-key-0123456789abcdef")]
    [InlineData("Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.")]
    [InlineData("Authorization: Basic Ondyb25n")]
    [InlineData("Authorization: Bearer\t" + StudioApplication.Key)]
    [InlineData("Authorization: Basic\tOndyb25n")]
    [InlineData("Authorization: Token " + StudioApplication.Key)]
    [InlineData("Authorization: Digest username=\"admin\"")]
    [InlineData("Authorization: " + StudioApplication.Key)]
    [InlineData("Authorization: Bearer")]
    [InlineData("Authorization: Bearer,Bearer x")]
    [InlineData("Authorization: Basic")]
    [InlineData("Authorization: ")]
    [InlineData("X-API-Key: sk_00000000_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task WrongKey_BesideAGoodCookie_Is401OnEveryWayIn(string header)
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        using var client = _studio.CreateAnonymousClient();
        foreach (var (method, path) in new[] { ("GET", "/queue"), ("GET", "/studio/gallery"), ("POST", "/prompt"),
            ("POST", "/_blazor/negotiate?negotiateVersion=1"), ("GET", "/api/auth/me"), ("GET", "/nothing") })
        {
            using var response =
                await client.SendAsync(new HttpMethod(method), path, header, $"Cookie: session={cookie}", "Accept: text/html");
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, response.StatusCode));
            Assert.Equal("""{"detail":"Not authenticated"}""", await response.Content.ReadAsStringAsync());
            Assert.Null(response.Cookie());
        }

        foreach (var path in new[] { "/ws?clientId=a", "/api/ws?clientId=a", "/api/run/ws", "/_blazor" })
        {
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.SetRequestHeader("Cookie", $"session={cookie}");
            socket.Options.SetRequestHeader(header.Split(": ")[0], header.Split(": ")[1]);
            await Assert.ThrowsAsync<WebSocketException>(
                () => socket.ConnectAsync(new Uri($"ws://{_studio.BaseAddress.Authority}{path}"), default));
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, socket.HttpStatusCode));
        }
    }

    [Theory]
    [InlineData("X-API-Key: {0}", "X-API-Key: {0}")]
    [InlineData("X-API-Key: wrong", "X-API-Key: {0}")]
    [InlineData("Authorization: Bearer wrong", "Authorization: Bearer wrong too")]
    [InlineData("Authorization: Bearer {0}", "Authorization: Bearer {1}")]
    [InlineData("Authorization: Bearer {1}", "Authorization: Bearer {0}")]
    public async Task Key_SentTwice_IsNotGuessedBetween(string first, string second)
    {
        using var client = _studio.CreateAnonymousClient();
        var other = await _studio.CreateKeyAsync(StudioApplication.User("anna"));
        string Filled(string header) => header.Replace("{0}", StudioApplication.Key, StringComparison.Ordinal)
            .Replace("{1}", other, StringComparison.Ordinal);
        using var response = await client.SendAsync(HttpMethod.Get, "/queue", Filled(first), Filled(second));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("?api_key=wrong-key-0123456789abcdef")]
    [InlineData("?API_KEY=wrong-key-0123456789abcdef")]
    [InlineData("?api_key=")]
    [InlineData("?token=wrong")]
    [InlineData("?ticket=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("?api_key=" + StudioApplication.Key + "&api_key=" + StudioApplication.Key)]
    public async Task WrongQueryKey_BesideAGoodCookie_Is401(string query)
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.GetWithCookieAsync("/queue" + query, cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
