using System.Net;
using System.Net.Sockets;
using System.Text;
using Studio.Tests.Support;
using Studio.Web.Updates;

namespace Studio.Tests.Hosting;

/// <summary>What is refused before anybody looks at it closely: with the right status, and with the headers of every answer.</summary>
public sealed class EarlyRefusalTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    public static TheoryData<string, string, string[], int> Refusals => new()
    {
        { "POST", "/prompt",
            ["Content-Encoding: gzip", "Content-Length: 2", "Content-Type: application/json", "X-API-Key: " + StudioApplication.Key], 415 },
        { "POST", "/api/auth/login", ["Content-Encoding: br", "Content-Length: 2", "Content-Type: application/json"], 415 },
        { "POST", "/api/auth/login", ["Content-Length: 2", "Content-Type: text/plain"], 415 },
        { "POST", "/api/auth/login", ["Origin: https://evil.example", "Content-Length: 2", "Content-Type: application/json"], 403 },
        { "POST", "/api/auth/login", ["Content-Length: 2", "Content-Type: application/json"], 401 },
        { "POST", "/api/auth/login", ["Content-Length: 99999999999", "Content-Type: application/json"], 400 },
        { "POST", "/prompt", ["Content-Length: 99999999999", "Content-Type: application/json", "X-API-Key: " + StudioApplication.Key],
            413 },
        { "POST", "/prompt", ["Transfer-Encoding: chunked", "X-API-Key: " + StudioApplication.Key, "", "FFFFFFFFFFFFFFFF"], 400 },
        { "POST", "/prompt", ["Transfer-Encoding: chunked", "X-API-Key: " + StudioApplication.Key, "", "7FFFFFFFFFFFFFFF"], 400 },
        { "POST", "/prompt", ["Transfer-Encoding: chunked", "X-API-Key: " + StudioApplication.Key, "", "-1"], 400 },
        { "POST", "/prompt", ["Transfer-Encoding: chunked", "X-API-Key: " + StudioApplication.Key, "", "xyz"], 400 },
        { "POST", "/api/auth/login", ["Transfer-Encoding: chunked", "Content-Type: application/json", "", "FFFFFFFFFFFFFFFF"], 400 },
        { "POST", "/api/auth/pair", ["Transfer-Encoding: chunked", "Content-Type: application/json", "", "FFFFFFFFFFFFFFFF"], 400 },
        { "POST", "/login", ["Transfer-Encoding: chunked", "Content-Type: application/x-www-form-urlencoded", "", "FFFFFFFFFFFFFFFF"],
            303 }, // a form without its token
        { "POST", "/upload/image", ["Transfer-Encoding: chunked", "Content-Type: multipart/form-data; boundary=x",
            "X-API-Key: " + StudioApplication.Key, "", "FFFFFFFFFFFFFFFF"], 400 },
        { "POST", "/userdata/x.json", ["Transfer-Encoding: chunked", "X-API-Key: " + StudioApplication.Key, "", "FFFFFFFFFFFFFFFF"], 400 },
        { "GET", "/queue", [], 401 },
        { "GET", "/queue", ["X-API-Key: wrong"], 401 },
        { "GET", "/studio/gallery", ["Accept: text/html"], 302 },
        { "GET", "/nothing", ["X-API-Key: " + StudioApplication.Key], 404 },
        { "DELETE", "/queue", ["X-API-Key: " + StudioApplication.Key], 405 },
        { "OPTIONS", "/queue", [], 200 },
        { "GET", "/ws", ["X-API-Key: " + StudioApplication.Key], 400 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_BeforeAnythingElse_HasItsStatusAndTheHeaders(string method, string path, string[] lines, int expected)
    {
        var answer =
            await AskAsync(
                $"{method} {path} HTTP/1.1\r\nHost: {_studio.BaseAddress.Authority}\r\n{string.Join("\r\n", lines)}{(lines.Length > 0 ? "\r\n" : "")}\r\n{{}}");
        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
        foreach (var header in new[] { "x-content-type-options: nosniff", "x-frame-options: deny",
            "content-security-policy: default-src 'none'", "referrer-policy: same-origin" })
            Assert.Contains(header, answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refusal_DuringMaintenance_HasTheHeaders()
    {
        await using var studio = await StudioApplication.StartAsync();
        studio.Get<MaintenanceMode>().Enter(MaintenanceSwitch.Console("x"), null);
        using var client = studio.CreateClient();
        using var response = await client.GetAsync("/queue");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "nosniff"),
            (response.StatusCode, response.Headers.GetValues("X-Content-Type-Options").Single()));
    }

    /// <summary>The bytes as they are; what comes back until the server has said its headers.</summary>
    private async Task<string> AskAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _studio.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (buffer, text) = (new byte[8192], new StringBuilder());
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)
            && await client.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var read)
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        return text.ToString();
    }
}
