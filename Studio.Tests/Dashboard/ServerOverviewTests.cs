using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;
using Studio.Web.Dashboard;
using Studio.Web.Data;

namespace Studio.Tests.Dashboard;

public sealed class ServerOverviewTests
{
    [Fact]
    public async Task Usage_OfJobsAndOldDays_IsByNameAndDayAndReadsTheIndexAlone()
    {
        var time = new ManualTime();
        await using var studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        var anna = (await studio.Get<UserAccounts>().CreateAsync("anna", Roles.Artist, null, null, Limits.None, default)).Id;
        var limits = studio.Get<DailyLimits>();
        limits.Add(anna, null, 5, TimeSpan.FromSeconds(9));
        time.Advance(TimeSpan.FromDays(2));
        limits.Add(anna, "12345678", 2, TimeSpan.FromSeconds(3));
        limits.Add(anna, null, 1, TimeSpan.FromSeconds(1));
        limits.Add("gone", null, 4, TimeSpan.FromSeconds(2));
        var (server, today) = (studio.Get<ServerOverview>(), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

        Assert.Equal(
            [new("anna", 5, 9, -2), new("anna", 3, 4, 0), new("gone", 4, 2, 0)],
            server.Usage(CurrentUser.Administrator, 3).OrderBy(day => day.Day).ThenBy(day => day.User, StringComparer.Ordinal)
                .Select(day => new Row(day.User, day.Images, day.Run.TotalSeconds, day.Day.DayNumber - today.DayNumber)));
        Assert.Equal(2, server.Usage(CurrentUser.Administrator, 2).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Usage(CurrentUser.Administrator, 91));
        using var connection = studio.Get<StudioDb>().Open();
        using var plan = connection.CreateCommand();
        plan.CommandText =
            "EXPLAIN QUERY PLAN SELECT day, subject, images, gpu_milliseconds FROM usage "
            + "WHERE day >= 1 AND subject LIKE 'user:%' ORDER BY day, subject";
        using var lines = plan.ExecuteReader();
        Assert.True(lines.Read());
        Assert.Contains("COVERING INDEX usage_by_day (day>?)", lines.GetString(3), StringComparison.Ordinal);
        Assert.False(lines.Read()); // nothing is sorted afterwards
    }

    [Fact]
    public async Task Server_AskedByOthers_Refuses()
    {
        await using var studio = await StudioApplication.StartAsync();
        var (server, operated) = (studio.Get<ServerOverview>(), StudioApplication.User("otto", Roles.Operator));
        Assert.Throws<UnauthorizedAccessException>(() => server.Look(operated));
        Assert.Throws<UnauthorizedAccessException>(() => server.FreeMemory(operated));
        Assert.Throws<UnauthorizedAccessException>(() => server.Log(operated, LogLevel.Trace, ""));
        Assert.Throws<UnauthorizedAccessException>(() => server.Usage(operated, 1));
        using var client = await studio.CreateClientAsync(operated);
        foreach (var path in new[] { "/api/admin/overview", "/api/admin/usage" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task FreeMemory_OfLoadedModels_TellsHowMuchWentAndClearsResults()
    {
        using var world = new FakeWorld { Held = [new("a.safetensors", "denoiser", "main memory", 700, false),
            new("a.safetensors", "text encoder", "main memory", 300, true)] };
        world.OnFree = () => world.Held = [world.Held[1]];
        await using var studio = await StudioApplication.StartAsync(services: FakeEngine.With(world));
        var server = studio.Get<ServerOverview>();
        Assert.Equal(2, server.Look(CurrentUser.Administrator).Networks.Count);
        Assert.Equal(700, server.FreeMemory(CurrentUser.Administrator));
        Assert.Equal([(true, true)], world.Freed);
    }

    [Fact]
    public async Task Log_FilteredByLevelAndWords_HasWhatFits()
    {
        await using var studio = await StudioApplication.StartAsync();
        var log = studio.Get<ILoggerFactory>().CreateLogger("test");
        log.LogWarning("The blue disk is nearly full");
        log.LogError("The blue network is gone, password=hunter22");
        var server = studio.Get<ServerOverview>();
        Assert.Equal(2, server.Log(CurrentUser.Administrator, LogLevel.Warning, "BLUE the").Count);
        var line = Assert.Single(server.Log(CurrentUser.Administrator, LogLevel.Error, "blue"));
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.DoesNotContain("hunter22", line.Text, StringComparison.Ordinal);
        Assert.Empty(server.Log(CurrentUser.Administrator, LogLevel.Critical, "blue"));
    }

    [Fact]
    public async Task Overview_ForAProgram_HasTheNumbers()
    {
        using var world = new FakeWorld { Held = [new("a.safetensors", "denoiser", "cuda:0", 700, true)] };
        await using var studio = await StudioApplication.StartAsync(services: FakeEngine.With(world));
        using var client = studio.CreateClient();
        var now = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/admin/overview", UriKind.Relative)))!;
        Assert.Equal("a.safetensors", (string?)now["models"]![0]!["model"]);
        Assert.InRange((long)now["memory"]!["used"]!, 1, (long)now["memory"]!["total"]!);
        Assert.InRange((long)now["disk"]!["free"]!, 1, (long)now["disk"]!["total"]!);
        Assert.Null(now["device"]!["memory_total"]); // a processor has none of its own
    }

    private sealed record Row(string User, int Pictures, double Seconds, int Day);
}
