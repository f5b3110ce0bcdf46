using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Studio.Engine;
using Studio.Web.Data;

namespace Studio.Web.Health;

/// <summary>Is the server well? Public, for load balancers, orchestrators and scripts; says nothing of users or prompts.</summary>
public static class HealthApi
{
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services.AddSingleton<IVolumes, Volumes>().AddSingleton<DiskRoom>().AddSingleton<Readiness>();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("").AllowAnonymous();
        health.MapGet("/health", Full);
        health.MapGet("/api/health", (Delegate)ShortAsync);
        health.MapGet("/health/live", (MaintenanceGate gate) => Results.Json(new { status = StatusOr("alive", gate) }))
            .WithMetadata(new NoCredentialAttribute());
        health.MapGet("/health/ready", Ready);
    }

    private static IResult Full(HttpContext context, MaintenanceGate gate, TimeProvider time)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var engine = context.RequestServices.GetService<IEngine>()?.Status();
        if (Problem(engine) is { } error && (engine is null || !gate.IsClosed))
            return Results.Json(new { status = "unhealthy", error, timestamp }, statusCode: StatusCodes.Status503ServiceUnavailable);
        var (queue, unread) = Counts(context.RequestServices.GetService<IQueueCounts>());
        if (unread is not null)
            return Results.Json(new { status = "unhealthy", error = unread, timestamp },
                statusCode: StatusCodes.Status503ServiceUnavailable);
        var (total, free) = Memory(engine!);
        return Results.Json(new
        {
            status = StatusOr("healthy", gate),
            version = ProductVersion.Text,
            timestamp,
            queue = new { pending = queue.Pending, running = queue.Running },
            device = engine!.Device,
            vram = new { total, free, used = total - free },
            device_info = new { name = engine.DeviceName, type = engine.Device.Split(':')[0] },
        });
    }

    private static ((int Pending, int Running) Counts, string? Problem) Counts(IQueueCounts? queue)
    {
        try
        {
            return ((queue?.Pending ?? 0, queue?.Running ?? 0), null);
        }
        catch (DbException e)
        {
            return (default, $"The database does not answer: {DatabaseFault.Of(e).Reason}");
        }
    }

    /// <summary>With a credential it also says whether that credential is good, so that a client can try its key here.</summary>
    private static async Task<IResult> ShortAsync(HttpContext context, MaintenanceGate gate)
    {
        var status = StatusOr("ok", gate);
        var isKnown = (await context.AuthenticateAsync()).Succeeded;
        return isKnown
            ? Results.Json(new { status, version = ProductVersion.Text, authenticated = true })
            : Results.Json(new { status, version = ProductVersion.Text });
    }

    private static IResult Ready(HttpContext context, Readiness readiness, MaintenanceGate gate)
    {
        if (gate.IsClosed)
            return Results.Json(new { status = StatusOr("ready", gate) });
        var error = Problem(context.RequestServices.GetService<IEngine>()?.Status()) ?? readiness.Problem();
        return error is null
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "unready", error }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    // callers are to wait and not to give up: maintenance is a state of a server that is well
    private static string StatusOr(string status, MaintenanceGate gate) => gate.IsClosed ? "maintenance" : status;

    private static string? Problem(EngineStatus? engine) => engine is null ? "There is no engine in this server." : engine.Problem;

    /// <summary>Bytes. A processor has no memory of its own: then it is the machine's that counts.</summary>
    private static (long Total, long Free) Memory(EngineStatus engine)
    {
        if (engine.DeviceMemoryTotal is { } total)
            return (total, engine.DeviceMemoryFree ?? total);
        if (engine.HasOwnMemory)
            return (0, 0);
        var machine = GC.GetGCMemoryInfo();
        return (machine.TotalAvailableMemoryBytes, Math.Max(0, machine.TotalAvailableMemoryBytes - machine.MemoryLoadBytes));
    }
}
