using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;
using Studio.Web.Updates;

namespace Studio.Tests.Updates;

/// <summary>The command line and the running server, through the two files in STUDIO_DIR.</summary>
public sealed class MaintenanceVerbTests : IAsyncLifetime
{
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() =>
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(new ManualTime()));

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task CommandLine_SwitchesTheServerOfItsFolder()
    {
        var paths = _studio.Get<StudioOptions>().Paths;
        await using var held = new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); // as Launch does
        var orders = _studio.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<MaintenanceOrders>().Single();

        var (code, said, _) = await SayAsync(orders, paths, "on", "new", "disk");
        Assert.Equal(0, code);
        Assert.Contains("Maintenance is on since 2026-01-02 03:04:05 UTC: new disk", said);
        Assert.Equal((true, "new disk"), (_studio.Get<MaintenanceMode>().State.On, _studio.Get<MaintenanceMode>().State.Reason));

        var (_, status, _) = await SayAsync(orders, paths, "status");
        Assert.Contains("is on", status);
        (code, said, _) = await SayAsync(orders, paths, "off");
        Assert.Equal((0, "Maintenance is off.", false), (code, said.Trim(), _studio.Get<MaintenanceMode>().State.On));
    }

    [Fact]
    public async Task CommandLine_WithoutAServerOrWithNonsense_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var paths = new StudioPaths(new StudioOptions { StudioDir = folder.Path });
        Assert.Equal((1, $"No server uses {folder.Path}. Name its folder with --studio-dir or STUDIO_DIR."), await FailAsync(paths, "on"));
        Assert.Equal(2, (await FailAsync(paths, "maybe")).Code);
        Assert.Equal(2, (await FailAsync(paths, "off", "now")).Code);
    }

    [Fact]
    public void Orders_ThatAreNone_AreThrownAway()
    {
        var file = _studio.Get<StudioOptions>().Paths.MaintenanceOrder;
        var orders = _studio.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<MaintenanceOrders>().Single();
        foreach (var text in new[] { "on", "null", new string(' ', 100_000) })
        {
            File.WriteAllText(file, text);
            orders.Look();
            Assert.False(File.Exists(file));
            Assert.False(_studio.Get<MaintenanceMode>().State.On);
        }
    }

    private static async Task<(int Code, string Said)> FailAsync(StudioPaths paths, params string[] words)
    {
        using var errors = new StringWriter();
        var code = await new MaintenanceVerb(paths, TimeProvider.System, TextWriter.Null, errors).RunWordsAsync(words);
        return (code, errors.ToString().Trim());
    }

    private static async Task<(int Code, string Said, string Errors)> SayAsync(MaintenanceOrders orders, StudioPaths paths,
        params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var saying = new MaintenanceVerb(paths, TimeProvider.System, output, errors).RunWordsAsync(words);
        while (!saying.IsCompleted)
        {
            orders.Look(); // the server's clock stands still
            await Task.Yield();
        }

        return (await saying, output.ToString(), errors.ToString());
    }
}
