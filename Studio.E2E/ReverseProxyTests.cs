using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>docs/deploy/nginx.conf, run by a real nginx with TLS.</summary>
[Trait("Category", "Long")]
public sealed class ReverseProxyTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly IPAddress Caller = IPAddress.Parse("127.0.0.7");

    [Fact]
    public async Task Nginx_WithTheDocumentedConfiguration_CarriesEverything()
    {
        Assert.True(Nginx.Program is not null, "nginx is missing. Type: sudo apt-get install nginx-light");
        var folder = Directory.CreateTempSubdirectory("studio-e2e-");
        await File.WriteAllTextAsync(Path.Join(folder.FullName, "studio.json"), """{ "Auth": { "TrustedProxies": [ "127.0.0.1" ] } }""");
        try
        {
            await using var server = await StudioServer.StartAsync(folder.FullName, "--api-key", StudioServer.Key);
            await using var nginx = await Nginx.StartAsync(server);
            using var client = CreateClient(nginx.Secure);

            await PlainHttp_IsSentToTlsAsync(nginx);
            var cookie = await SignIn_GivesASecureCookieAsync(client);
            await Origin_OfThisSiteMayAndOthersMayNotAsync(client, nginx, cookie);
            await Refusal_NamesTheCallersOwnAddressAsync(client, server);
            await Upload_OverOneMegabytePassesAsync(client, cookie, nginx);
            await Socket_WithAKeyOpensAndWithoutIsRefusedAsync(nginx);
            await Page_StaysConnectedAsync(nginx);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PlainHttp_IsSentToTlsAsync(Nginx nginx)
    {
        using var client = CreateClient(nginx.Plain);
        using var answer = await client.GetAsync(new Uri("/login", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal("https", answer.Headers.Location!.Scheme);
    }

    private static async Task<string> SignIn_GivesASecureCookieAsync(HttpClient client)
    {
        Assert.DoesNotContain("InsecureCookie", await client.GetStringAsync(new Uri("/login", UriKind.Relative)), StringComparison.Ordinal);
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { api_key = StudioServer.Key });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(line => line.StartsWith("session=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        return cookie.Split(';')[0];
    }

    private static async Task Origin_OfThisSiteMayAndOthersMayNotAsync(HttpClient client, Nginx nginx, string cookie)
    {
        Assert.Equal(HttpStatusCode.OK, await InterruptAsync(client, cookie, nginx.Secure.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Forbidden, await InterruptAsync(client, cookie, "https://evil.example"));
    }

    private static async Task<HttpStatusCode> InterruptAsync(HttpClient client, string cookie, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/interrupt");
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task Refusal_NamesTheCallersOwnAddressAsync(HttpClient client, StudioServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/queue");
        request.Headers.Add("X-API-Key", "wrong-key-0123456789abcdef");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);

        using var administrator = server.CreateClient(StudioServer.Key);
        var log = JsonNode.Parse(await administrator.GetStringAsync(new Uri("/api/admin/audit?action=refusal", UriKind.Relative)))!;
        Assert.Equal(Caller.ToString(), (string?)log["entries"]![0]!["address"]);
    }

    private static async Task Upload_OverOneMegabytePassesAsync(HttpClient client, string cookie, Nginx nginx)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[3_000_000]), "image", "large.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload/image") { Content = form };
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", nginx.Secure.GetLeftPart(UriPartial.Authority));
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task Socket_WithAKeyOpensAndWithoutIsRefusedAsync(Nginx nginx)
    {
        using var socket = await ConnectAsync(nginx, StudioServer.Key);
        var frame = await ReadAsync(socket);
        Assert.Equal("proxied", (string?)frame["data"]!["sid"]);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(nginx, "wrong-key-0123456789abcdef"));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    private async Task Page_StaysConnectedAsync(Nginx nginx)
    {
        var page = await browser.OpenAsync(nginx.Secure);
        await page.GotoAsync("/studio/queue");
        await page.Locator("input[type=password]").First.FillAsync(StudioServer.Key);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-live]").WaitForAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByText("The queue is paused.")).ToBeVisibleAsync();
    }

    private static async Task<ClientWebSocket> ConnectAsync(Nginx nginx, string key)
    {
        var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, peer, _, _) => peer?.Subject == Nginx.Subject;
        socket.Options.SetRequestHeader("X-API-Key", key);
        try
        {
            await socket.ConnectAsync(new Uri($"wss://{nginx.Secure.Authority}/ws?clientId=proxied"), CancellationToken.None);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<JsonNode> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[65_536];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!;
    }

    // an address of its own, so that it cannot be taken for the proxy's
    private static HttpClient CreateClient(Uri address) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, peer, _, _) => peer?.Subject == Nginx.Subject },
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(Caller, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = address,
        };
}
