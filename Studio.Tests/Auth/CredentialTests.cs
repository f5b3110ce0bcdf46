using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

public sealed class CredentialTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private const string Protected = "/api/no-such-thing";

    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("X-API-Key", StudioApplication.Key)]
    [InlineData("Authorization", "Bearer " + StudioApplication.Key)]
    [InlineData("Authorization", "bearer " + StudioApplication.Key)]
    public async Task Header_RightKey_PassesToTheRoute(string header, string value)
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Protected, header, value));
    }

    [Theory]
    [InlineData("X-API-Key", "wrong-key-0123456789abcdef")]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", StudioApplication.Key + "x")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("Authorization", "Basic !!!")]
    [InlineData("Authorization", "Basic dXNlcjp3cm9uZw==")]
    public async Task Header_WrongKey_Is401JsonAlsoForABrowser(string header, string value)
    {
        using var client = _studio.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/queue");
        request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"detail":"Not authenticated"}""", await response.Content.ReadAsStringAsync());
        Assert.Contains("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Basic_KeyAsPassword_Passes()
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{StudioApplication.Key}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Protected, "Authorization", $"Basic {pair}"));
    }

    [Theory]
    [InlineData("api_key")]
    [InlineData("token")]
    public async Task Query_RightKey_Passes(string name)
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{Protected}?{name}={StudioApplication.Key}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{Protected}?{name}=wrong"));
    }

    [Fact]
    public async Task Query_TurnedOff_IsNoCredential()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AllowQueryKey = false);
        using var client = studio.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri($"{Protected}?api_key={StudioApplication.Key}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Query_WrongPlace_NeverReachesTheRedirect()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AllowQueryKey = false);
        using var client = studio.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/studio/settings?a=1&api_key=top-secret-value&token=another-secret");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await client.SendAsync(request);
        Assert.Equal("/login?next=%2Fstudio%2Fsettings%3Fa%3D1", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task WrongHeader_BesideAGoodCookie_Is401()
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(Protected, UriKind.Relative))).StatusCode);

        client.DefaultRequestHeaders.Add("X-API-Key", "wrong-key-0123456789abcdef");
        using var response = await client.GetAsync(new Uri(Protected, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task WrongBearer_BesideARightHeaderKey_IsNotLookedAt()
    {
        using var client = _studio.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        using var response = await client.GetAsync(new Uri(Protected, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/ws?clientId=a")]
    [InlineData("/api/ws")]
    [InlineData("/_blazor")]
    public async Task WebSocket_WithoutCredential_IsRefusedAtTheHandshake(string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://{_studio.BaseAddress.Authority}{path}"), default));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("/view?filename=x.png")]
    [InlineData("/userdata/x.json")]
    [InlineData("/prompt")]
    [InlineData("/api/prompt")]
    [InlineData("/extensions/x.js")]
    [InlineData("/nothing.css")]
    public async Task Anonymous_AnythingNotPublic_Is401(string path)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? header = null, string? value = null)
    {
        using var client = _studio.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
