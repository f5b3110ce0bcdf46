using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed class CapacityTests
{
    [Theory]
    [InlineData(400, 30, 22, 11, 16)]
    [InlineData(1024, 342, 256, 128, 192)]
    [InlineData(65_536, 10_000, 7_500, 512, 2_048)]
    [InlineData(null, 10_000, 7_500, 512, 2_048)]
    [InlineData(384, 22, 16, 8, 12)]
    public void Capacity_OfTheSystemsLimit_LeavesFilesFree(int? openFiles, int connections, int sockets, int ofUser, int ofAddress) =>
        Assert.Equal(new Capacity(connections, sockets, ofUser, ofAddress), Capacity.Of(new(), openFiles));

    [Fact]
    public void Capacity_Chosen_IsKeptWithinWhatThereIs()
    {
        Assert.Equal(new Capacity(100, 80, 10, 20),
            Capacity.Of(new() { Connections = 100, Sockets = 80, SocketsPerUser = 10, SocketsPerAddress = 20 }, null));
        Assert.Equal(new Capacity(342, 342, 342, 342),
            Capacity.Of(new() { Connections = 5000, Sockets = 5000, SocketsPerUser = 5000, SocketsPerAddress = 5000 }, 1024));
    }

    [Theory]
    [InlineData("Max open files            128                  1048576              files     ", 128)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max open files            9999999999           9999999999           files     ", int.MaxValue)]
    [InlineData("Max processes             1                    1                    processes ", null)]
    public void OpenFiles_AsLinuxSaysIt_IsRead(string line, int? most)
    {
        Assert.Equal(most, OpenFiles.Most(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
        Assert.Equal(most == 128, OpenFiles.Problem(most)?.Contains("ulimit -n", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Start_WithTooFewOpenFiles_SaysSoInOneSentence()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        using var server = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"ulimit -n 128; exec dotnet \"{typeof(Program).Assembly.Location}\" --port 0" },
            Environment = { ["STUDIO_DIR"] = folder.Path },
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = await server.StandardError.ReadToEndAsync(patience.Token);
        await server.WaitForExitAsync(patience.Token);
        Assert.Equal(1, server.ExitCode);
        Assert.Equal(2, said.Trim().Split('\n').Length);
        Assert.Contains("only 128 files and connections", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sockets_OverTheLimit_AreRefusedAtTheHandshakeAndFreeAgainAfterwards()
    {
        await using var studio = await StudioApplication.StartAsync(
            options => (options.Limits.Sockets, options.Limits.SocketsPerUser, options.Limits.SocketsPerAddress) = (6, 2, 5));
        string[] keys = [await studio.CreateKeyAsync(StudioApplication.User("anna")),
            await studio.CreateKeyAsync(StudioApplication.User("ben")), await studio.CreateKeyAsync(StudioApplication.User("cleo"))];
        var open = new List<ClientWebSocket> { await studio.ConnectAsync("/ws", keys[0]),
            await studio.ConnectAsync("/api/run/ws", keys[0]) };
        foreach (var path in new[] { "/ws", "/api/ws", "/api/run/ws" })
            Assert.Equal((429, "Limits:SocketsPerUser"), await RefusedAsync(studio, path, keys[0]));
        open.Add(await studio.ConnectAsync("/ws", keys[1]));
        open.Add(await studio.ConnectAsync("/ws", keys[1]));
        open.Add(await studio.ConnectAsync("/ws", keys[2]));
        Assert.Equal((429, "Limits:SocketsPerAddress"), await RefusedAsync(studio, "/ws", keys[2]));
        using (var other = studio.CreateClientFrom("127.0.0.2"))
        {
            using var sixth = await UpgradeAsync(other, "/ws", keys[2]);
            Assert.Equal(HttpStatusCode.SwitchingProtocols, sixth.StatusCode);
            Assert.Equal((503, "Limits:Sockets"), await RefusedAsync(studio, "/ws", StudioApplication.Key));
        }

        using var http = studio.CreateClient(keys[0]);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/queue")).StatusCode); // everything else goes on
        open[0].Abort();
        await AgainAsync(async () => (await studio.ConnectAsync("/ws", keys[0])).Dispose());
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Connections_ThatDoNothing_MakeRoomForTheOneThatAsks()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Limits.Connections = 12);
        using var known = studio.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/queue")).StatusCode);
        using var socket = await studio.ConnectAsync("/ws");
        var idle = new List<TcpClient>();
        for (var i = 0; i < 40; i++)
        {
            idle.Add(new TcpClient());
            await idle[^1].ConnectAsync(IPAddress.Loopback, studio.BaseAddress.Port);
            if (i % 2 == 0)
                await idle[^1].GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: x\r\n")); // and no more
        }

        for (var i = 0; i < 5; i++)
        {
            using var stranger = studio.CreateAnonymousClient();
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live")).StatusCode);
        }

        Assert.InRange(studio.Get<OpenConnections>().Count, 1, 12);
        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/queue")).StatusCode);
        idle.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Connection_OnWhichNobodyKnownAsked_EndsAfterHalfAMinute()
    {
        var time = new ManualTime();
        await using var studio = await StudioApplication.StartAsync(
            services: services => services.AddKeyedSingleton<TimeProvider>(ConnectionLimits.Clock, time));
        using var known = studio.CreateClient();
        await known.GetAsync("/queue");
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, studio.BaseAddress.Port);
        await AgainAsync(() =>
        {
            Assert.Equal(2, studio.Get<OpenConnections>().Count);
            return Task.CompletedTask;
        });
        time.Advance(OpenConnections.IdleStranger);
        Assert.Equal(1, studio.Get<OpenConnections>().Count);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            Assert.Equal(0, await idle.GetStream().ReadAsync(new byte[1], patience.Token));
        }
        catch (IOException)
        {
            // reset instead of ended
        }
    }

    private static async Task<(int Status, string Setting)> RefusedAsync(StudioApplication studio, string path, string key)
    {
        using var client = studio.CreateAnonymousClient();
        using var response = await UpgradeAsync(client, path, key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.NotNull(response.Headers.RetryAfter);
        return ((int)response.StatusCode, text[(text.IndexOf('(') + 1)..text.IndexOf(')')]);
    }

    private static async Task<HttpResponseMessage> UpgradeAsync(HttpClient client, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in new[] { ("X-API-Key", key), ("Connection", "Upgrade"), ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") })
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // an accepted socket has no end
    }

    private static async Task AgainAsync(Func<Task> attempt)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (Exception e) when (e is WebSocketException or Xunit.Sdk.XunitException && !patience.IsCancellationRequested)
            {
                await Task.Delay(20);
            }
        }
    }
}
