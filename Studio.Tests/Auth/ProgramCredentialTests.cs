using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Api.Comfy;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

/// <summary>
/// What programs need that cannot send their key as they should: Krita's plugin, SwarmUI, whatever keeps it in the address.
/// </summary>
public sealed partial class ProgramCredentialTests
{
    private const string Key = StudioApplication.Key;
    private const string Wrong = "wrong-key-0123456789abcdef";
    private const string Browser = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Probe_WithoutCredential_IsClosedWith1008OnlyWhereTheSettingSaysSo(bool answered)
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AnswerSocketProbe = answered);
        if (!answered)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws?clientId=a"));
            return;
        }

        using var socket = await studio.ConnectAsync("/ws?clientId=a", key: null);
        var received = await socket.ReceiveAsync(new byte[64], default);
        Assert.Equal((WebSocketMessageType.Close, 0), (received.MessageType, received.Count));
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, ""), (socket.CloseStatus, socket.CloseStatusDescription));
        Assert.Null(studio.Get<ComfySockets>().Find(CurrentUser.Administrator, "a"));
    }

    [Fact]
    public async Task Probe_OfOthersThanPrograms_OrElsewhere_OrWithAWrongKey_Is401()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AnswerSocketProbe = true);
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws", $"Origin: {studio.BaseAddress}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws", "Sec-Fetch-Mode: websocket"));
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws", Browser));
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws", $"X-API-Key: {Wrong}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws", $"Authorization: Bearer {Wrong}"));
        foreach (var path in new[] { "/api/ws", "/api/run/ws", "/_blazor", "/ws?ticket=none", "/WS/" })
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await HandshakeAsync(studio, path)));
    }

    [Fact]
    public async Task Probe_TooOften_Is401AndLocksNobodyOut()
    {
        var time = new ManualTime();
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AnswerSocketProbe = true,
            services => services.AddSingleton<TimeProvider>(time));
        for (var i = 0; i < 30; i++)
            (await studio.ConnectAsync("/ws", key: null)).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await HandshakeAsync(studio, "/ws"));
        using (var mine = await studio.ConnectAsync("/ws?clientId=mine"))
            Assert.Equal(WebSocketState.Open, mine.State);
        time.Advance(TimeSpan.FromMinutes(1));
        (await studio.ConnectAsync("/ws", key: null)).Dispose();
    }

    [Theory]
    [InlineData("/queue", "Accept: */*", true)]
    [InlineData("/queue", "User-Agent: Mozilla/5.0", true)]
    [InlineData("/queue", Browser, false)]
    [InlineData("/queue", "Sec-Fetch-Mode: cors", false)]
    [InlineData("/queue", "Origin: http://localhost", false)]
    [InlineData("/nothing", "Accept: application/json", true)]
    public async Task Refusal_AsksProgramsForBasicToo(string path, string header, bool basic)
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, path, header);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(basic ? ["Bearer", "Basic"] : ["Bearer"], response.Headers.WwwAuthenticate.Select(asked => asked.Scheme));
    }

    [Fact]
    public async Task Authorization_Twice_CountsWhenOneIsRightAndTheOtherIsNoOtherKey()
    {
        await using var studio = await StudioApplication.StartAsync();
        var anna = await studio.CreateUserAsync("anna", "a-Secret-of-hers-7391");
        var annas = await studio.CreateKeyAsync(anna);
        async Task<string> WhoAsync(params string[] values)
        {
            // as lines of their own, and as some proxies join them
            var apart = await AskAsync(studio, "/api/auth/me", [.. values.Select(value => $"Authorization: {value}")]);
            Assert.Equal(apart, await AskAsync(studio, "/api/auth/me", $"Authorization: {string.Join(", ", values)}"));
            return apart;
        }

        Assert.Equal("anna", await WhoAsync($"Basic {Pair("krita", annas)}", $"Bearer {annas}"));
        Assert.Equal("anna", await WhoAsync($"Bearer {annas}", $"Bearer {annas}"));
        Assert.Equal("anna", await WhoAsync($"Bearer {Wrong}", $"Basic {Pair("krita", annas)}"));
        Assert.Equal("anna", await WhoAsync($"Basic {Pair("anna", "a-Secret-of-hers-7391")}", $"Bearer {Wrong}"));
        Assert.Equal("401", await WhoAsync($"Basic {Pair("krita", Key)}", $"Bearer {annas}"));
        Assert.Equal("401", await WhoAsync($"Bearer {annas}", $"Bearer {Key}"));
        Assert.Equal("401", await WhoAsync($"Bearer {Wrong}", $"Bearer {Wrong}"));
        Assert.Equal("401", await WhoAsync($"Bearer {annas}", $"Bearer {annas}", $"Bearer {annas}"));
        Assert.Equal("401", await WhoAsync("Basic", "Bearer"));
    }

    [Fact]
    public async Task PathKey_WhereItIsTaken_OpensEveryRouteForPrograms()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AllowPathKey = true);
        using var client = studio.CreateAnonymousClient();
        async Task<int> AskAsync(string path, params string[] headers)
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, headers);
            return (int)response.StatusCode;
        }

        var managed = await studio.CreateKeyAsync(StudioApplication.User("anna"));
        Assert.Equal(200, await AskAsync($"/key/{Key}/queue"));
        Assert.Equal(200, await AskAsync($"/key/{managed}/api/object_info/LoadImage?a=1"));
        Assert.Equal(200, await AskAsync($"/KEY/{managed}/queue"));
        Assert.Equal(401, await AskAsync($"/key/{Wrong}/queue"));
        Assert.Equal(401, await AskAsync($"/key/{Key}x/queue"));
        Assert.Equal(401, await AskAsync("/key//queue"));
        Assert.Equal(401, await AskAsync($"/key/{Key}/queue", $"X-API-Key: {Wrong}"));
        Assert.Equal(200, await AskAsync($"/key/{Wrong}/queue", $"X-API-Key: {Key}"));
        Assert.Equal(403, await AskAsync($"/key/{managed}/api/admin/users"));
        // a browser would keep it in its history, and its page would ask for more without it
        Assert.Equal(401, await AskAsync($"/key/{Key}/queue", Browser));
        var cookie = await studio.CreateSessionAsync(StudioApplication.User("anna"));
        Assert.Equal(401, await AskAsync($"/key/{Wrong}/queue", $"Cookie: session={cookie}"));
        using (var socket = await studio.ConnectAsync($"/key/{managed}/ws?clientId=a", key: null))
            Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PathKey_IsInNoAnswer(bool accepted)
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AllowPathKey = accepted);
        using var client = studio.CreateAnonymousClient();
        foreach (var path in new[] { $"/key/{Wrong}/studio/gallery?a=1", $"/key/{Wrong}", $"/key/{Wrong}/nothing" })
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, "Accept: text/html", Browser);
            Assert.DoesNotContain(Wrong, $"{response.Headers}{await response.Content.ReadAsStringAsync()}", StringComparison.Ordinal);
        }

        using var api = await client.SendAsync(HttpMethod.Get, $"/key/{Key}/queue");
        Assert.Equal(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, api.StatusCode);
    }

    /// <summary>The name of whoever asks, else the status; each header is a line, as HttpClient does not send them.</summary>
    private static async Task<string> AskAsync(StudioApplication studio, string path, params string[] headers)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(studio.BaseAddress.Host, studio.BaseAddress.Port);
        var lines = string.Concat(headers.Select(header => $"{header}\r\n"));
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {studio.BaseAddress.Authority}\r\n{lines}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(connection.GetStream());
        var answer = await reader.ReadToEndAsync();
        return answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
            ? Name().Match(answer).Groups["name"].Value
            : answer.Split(' ')[1];
    }

    [GeneratedRegex("""("name":"(?<name>[^"]+)")""", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    private static string Pair(string user, string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}"));

    private static async Task<HttpStatusCode> HandshakeAsync(StudioApplication studio, string path, string? header = null)
    {
        using var client = studio.CreateAnonymousClient();
        string[] headers = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
        using var response = await client.SendAsync(HttpMethod.Get, path, header is null ? headers : [.. headers, header]);
        return response.StatusCode;
    }
}
