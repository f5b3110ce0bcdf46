using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Studio.Web;
using Studio.Web.Hosting;
using Studio.Web.Outgoing;

namespace Studio.Tests.Outgoing;

/// <summary>Against a real server on this machine: what gets through when its network is allowed, and what does not.</summary>
public sealed class OutgoingHttpTests : IAsyncLifetime
{
    private readonly List<string> _asked = [];
    private readonly List<Dictionary<string, string>> _headers = [];
    private WebApplication _server = null!;
    private int _port;

    public async Task InitializeAsync()
    {
        var options = new StudioOptions { Port = 0, Verbose = "WARNING", StudioDir = Path.GetTempPath() };
        _server = options.CreateBuilder().Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _port = new Uri(Banner.Addresses(_server).Single()).Port;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1 is not a public address")]
    [InlineData("localhost", "localhost is ")]
    [InlineData("[::1]", "::1")]
    [InlineData("0.0.0.0", "0.0.0.0 is not a public address")]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("0x7f000001", "127.0.0.1")]
    public async Task Get_ThisMachine_IsRefusedBeforeItIsAsked(string host, string named)
    {
        using var http = new OutgoingHttp(new StudioOptions());
        using var client = http.CreateClient();
        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync($"http://{host}:{_port}/ok"));
        Assert.Contains("AllowedNetworks", Innermost(refused).Message);
        Assert.Contains(named, Innermost(refused).Message, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Get_NameThatPointsInside_IsRefusedWhateverItSaidBefore()
    {
        var answers = new Queue<IPAddress>([IPAddress.Parse("93.184.216.34"), IPAddress.Loopback]);
        using var http = new OutgoingHttp(new StudioOptions(), (_, _) => Task.FromResult(new[] { answers.Dequeue() }));
        answers.Dequeue(); // somebody looked earlier and found it public
        using var client = http.CreateClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync($"http://rebinding.test:{_port}/ok"));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Get_NameWithSeveralAddresses_UsesOnlyThoseThatAreAllowed()
    {
        using var http = Allowing("127.0.0.1/32", IPAddress.Parse("10.0.0.1"), IPAddress.Loopback);
        using var client = http.CreateClient();
        Assert.Equal("ok", await client.GetStringAsync($"http://several.test:{_port}/ok"));
    }

    [Theory]
    [InlineData("ftp://example.org/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:secret@example.org/")]
    public async Task Get_OtherSchemesAndLogins_AreRefused(string address)
    {
        using var http = new OutgoingHttp(new StudioOptions());
        using var client = http.CreateClient();
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync(address));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Redirect_Inside_IsRefused()
    {
        // the first name is allowed, the second resolves to an address that is not
        using var http = new OutgoingHttp(
            Options("127.0.0.1/32"),
            (host, _) => Task.FromResult(new[] { host == "inside.test" ? IPAddress.Parse("169.254.169.254") : IPAddress.Loopback }));
        using var client = http.CreateClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => client.GetStringAsync($"http://outside.test:{_port}/to?http://inside.test:{_port}/ok"));
        Assert.Equal(["/to"], _asked);
    }

    [Theory]
    [InlineData("Cookie")]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("X-API-Key")]
    [InlineData("X-Auth")]
    [InlineData("X-Auth-Token")]
    [InlineData("PRIVATE-TOKEN")]
    [InlineData("X-Amz-Security-Token")]
    [InlineData("X-Signature")]
    [InlineData("X-Session-Id")]
    [InlineData("CF-Access-Client-Secret")]
    [InlineData("X-Anything")]
    [InlineData("Referer")]
    public async Task Redirect_ToAnotherHostOrPort_LosesWhatMayBeACredential(string header)
    {
        using var http = Allowing("127.0.0.1/32", IPAddress.Loopback);
        using var client = http.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, header == "Referer" ? "http://secret.test/" : "Bearer secret");
        foreach (var (target, keeps) in new[] { ($"http://b.test:{_port}/ok", false), ($"http://a.test.:{_port}/ok", false),
            ($"http://A.TEST:{_port}/ok", true), ("/ok", true) })
        {
            _headers.Clear();
            Assert.Equal("ok", await client.GetStringAsync($"http://a.test:{_port}/to?{target}"));
            Assert.Equal((target, true, keeps), (target, _headers[0].ContainsKey(header), _headers[1].ContainsKey(header)));
        }

        _headers.Clear();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync($"http://a.test:{_port}/to?http://a.test:1/ok"));
    }

    [Fact]
    public async Task Redirect_ToAnotherHost_KeepsHowToAnswer()
    {
        using var http = Allowing("127.0.0.1/32", IPAddress.Loopback);
        using var client = http.CreateClient();
        var kept = new Dictionary<string, string> { ["Accept"] = "text/plain", ["Range"] = "bytes=0-9", ["If-None-Match"] = "\"x\"",
            ["Accept-Language"] = "en" };
        foreach (var (name, value) in kept)
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        client.DefaultRequestHeaders.Host = "made-up.test";
        Assert.Equal("ok", await client.GetStringAsync($"http://a.test:{_port}/to?http://b.test:{_port}/ok"));
        Assert.All(kept, pair => Assert.Equal(pair.Value, _headers[1][pair.Key]));
        Assert.StartsWith("Studio/", _headers[1]["User-Agent"], StringComparison.Ordinal);
        Assert.Equal($"b.test:{_port}", _headers[1]["Host"]);
    }

    [Theory]
    [InlineData("/round")]
    [InlineData("/to?ftp://example.org/")]
    public async Task Redirect_WithoutEndOrElsewhere_IsRefused(string path)
    {
        using var http = Allowing("127.0.0.1/32", IPAddress.Loopback);
        using var client = http.CreateClient();
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetStringAsync($"http://a.test:{_port}{path}"));
        Assert.InRange(_asked.Count, 1, 6);
    }

    [Theory]
    [InlineData("/long")]
    [InlineData("/endless")]
    public async Task Body_LongerThanAgreed_IsCut(string path)
    {
        using var http = Allowing("127.0.0.1/32", IPAddress.Loopback);
        using var client = http.CreateClient(new() { MaxBytes = 1000 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetByteArrayAsync($"http://a.test:{_port}{path}"));
        using var answer = path == "/long"
            ? null
            : await client.GetAsync($"http://a.test:{_port}{path}", HttpCompletionOption.ResponseHeadersRead);
        if (answer is not null)
            await Assert.ThrowsAnyAsync<HttpRequestException>(
                async () => await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private static StudioOptions Options(string network)
    {
        var options = new StudioOptions();
        options.Outgoing.AllowedNetworks = [network];
        return options;
    }

    private static OutgoingHttp Allowing(string network, params IPAddress[] addresses) =>
        new(Options(network), (_, _) => Task.FromResult(addresses));

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Add(context.Request.Path);
        _headers.Add(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase));
        switch (context.Request.Path)
        {
            case "/to":
                context.Response.Redirect(context.Request.QueryString.Value![1..]);
                return;
            case "/round":
                context.Response.Redirect("/round");
                return;
            case "/long":
                context.Response.ContentLength = 2000;
                await context.Response.Body.WriteAsync(new byte[2000]);
                return;
            case "/endless":
                for (var i = 0; i < 100; i++)
                    await context.Response.Body.WriteAsync(new byte[100]);
                return;
            default:
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("ok"));
                return;
        }
    }
}
