using System.Net;
using System.Net.Sockets;
using Studio.Tests.Support;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed class HealthCheckTests
{
    [Fact]
    public async Task Run_ReadyServer_IsZeroWithoutAKey()
    {
        await using var studio = await StudioApplication.StartAsync();
        Assert.Equal(0, await RunAsync(studio.BaseAddress.Port));
    }

    [Fact]
    public async Task Run_NothingListens_IsOne()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        Assert.Equal(1, await RunAsync(port));
    }

    [Fact]
    public async Task Run_UnknownFlag_IsTwo() => Assert.Equal(2, await HealthCheck.RunAsync(["health", "--prot", "1"]));

    private static async Task<int> RunAsync(int port)
    {
        using var folder = new TemporaryFolder();
        return await HealthCheck.RunAsync(["health", "--studio-dir", folder.Path, "--port", $"{port}"], TimeSpan.FromMinutes(2));
    }
}
