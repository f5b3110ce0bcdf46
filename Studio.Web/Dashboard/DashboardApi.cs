using System.Globalization;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Health;
using Studio.Web.Jobs;
using Studio.Web.Logs;

namespace Studio.Web.Dashboard;

/// <summary>The dashboard's door: the page's service, and the same numbers for programs.</summary>
public static class DashboardApi
{
    private const int DaysByDefault = 30;

    public static IServiceCollection AddDashboard(this IServiceCollection services) => services
        .AddSingleton(provider => new MachineUse(provider.GetRequiredService<StudioOptions>(), provider.GetRequiredService<IVolumes>(),
            provider.GetRequiredService<TimeProvider>(), new MachineCounters()))
        .AddSingleton(provider => new ServerOverview(provider.GetRequiredService<MachineUse>(), provider.GetRequiredService<IEngine>(),
            provider.GetRequiredService<JobQueue>(), provider.GetRequiredService<LogMemory>(),
            provider.GetRequiredService<UsageReport>()));

    /// <summary>GET /api/admin/overview and /api/admin/usage.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin").WithTags("Administration").RequireAuthorization(Policies.Administer)
            .DisableCookieRedirect();
        group.MapGet("/overview", (CurrentUser user, ServerOverview server) => Results.Json(Shape(server.Look(user))));
        group.MapGet("/usage", Usage);
    }

    private static IResult Usage(CurrentUser user, ServerOverview server, int days = DaysByDefault) =>
        days is < 1 or > UsageReport.MostDays
            ? Results.Json(new { detail = $"days is 1 to {UsageReport.MostDays}." }, statusCode: StatusCodes.Status400BadRequest)
            : Results.Json(new
            {
                days = server.Usage(user, days).Select(entry => new
                {
                    day = entry.Day.ToString("O", CultureInfo.InvariantCulture),
                    user = entry.User,
                    pictures = entry.Images,
                    run_seconds = entry.Run.TotalSeconds,
                }),
            });

    private static object Shape(Overview now) => new
    {
        processor = new { share = now.Machine.Processor, cores = now.Machine.Cores, of = Of(now.Machine.ProcessorScope) },
        memory = new { used = now.Machine.Memory.Used, total = now.Machine.Memory.Total, of = Of(now.Machine.Memory.Scope),
            server = now.Machine.Own },
        disk = now.Machine.Disk is var (free, total) ? new { free, total } : null,
        device = new { name = now.Engine.Device, memory_total = now.Engine.HasOwnMemory ? now.Engine.DeviceMemoryTotal : null,
            memory_free = now.Engine.HasOwnMemory ? now.Engine.DeviceMemoryFree : null, problem = now.Engine.Problem },
        models = now.Networks.Select(network => new { model = network.Model, network = network.Network, memory = network.Memory,
            bytes = network.Bytes, in_use = network.InUse }),
        queue = new { running = now.Running.Select(one => one.Job.Id), waiting = now.Waiting, paused = now.Pause?.Reason },
    };

    private static string Of(Scope scope) => scope switch
    {
        Scope.ControlGroup => "control_group",
        Scope.Process => "process",
        _ => "machine",
    };
}
