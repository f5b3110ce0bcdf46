using System.Net;
using Studio.Tests.Support;

namespace Studio.Tests.Attacks;

/// <summary>
/// Local mode, where a name of the attacker's suddenly means 127.0.0.1: the browser takes the page for one origin with this server, and
/// only the Host header tells. The plain cases are in LocalModeTests.
/// </summary>
public sealed class RebindingAttackTests(SharedLocalStudio shared) : IClassFixture<SharedLocalStudio>
{
    private static readonly string[] Upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("rebind.evil.example:8188")]
    [InlineData("127.0.0.1.nip.example")]
    [InlineData("localhost.")]
    [InlineData("2130706433.evil.example")]
    [InlineData("0.0.0.0:8188")]
    [InlineData("[::ffff:10.0.0.1]:8188")]
    [InlineData("xlocalhost")]
    public async Task Host_ThatIsNotLoopback_Is403EverywhereEvenWithItsOwnOrigin(string host)
    {
        using var client = _studio.CreateAnonymousClient();
        foreach (var (method, path) in new[] { ("GET", "/"), ("GET", "/view?filename=x.png"), ("POST", "/prompt"),
            ("GET", "/api/admin/audit"), ("POST", "/_blazor/negotiate") })
        {
            using var response = await client.SendAsync(new HttpMethod(method), path, $"Host: {host}", $"Origin: http://{host}",
                "Sec-Fetch-Site: same-origin");
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, response.StatusCode));
        }

        foreach (var path in new[] { "/ws", "/api/run/ws", "/_blazor" })
        {
            using var socket = await client.SendAsync(HttpMethod.Get, path, [$"Host: {host}", $"Origin: http://{host}", .. Upgrade]);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, socket.StatusCode));
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "POST")]
    [InlineData("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image", "GET")]
    [InlineData("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script", "GET")]
    [InlineData("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: websocket", "Sec-Fetch-Dest: websocket", "GET")]
    [InlineData("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "POST")]
    public async Task Fetch_FromAnotherSite_Is403WithoutAnyOrigin(string site, string mode, string destination, string method)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(new HttpMethod(method), "/queue", site, mode, destination);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
