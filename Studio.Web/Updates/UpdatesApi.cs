using Studio.Web.Auth;

namespace Studio.Web.Updates;

/// <summary>The door of maintenance: its service, what everybody is answered meanwhile, and the administrator's routes.</summary>
public static class UpdatesApi
{
    public static IServiceCollection AddUpdates(this IServiceCollection services)
    {
        services.AddSingleton<MaintenanceGate>().AddSingleton<MaintenanceMode>();
        services.AddHostedService<MaintenanceOrders>();
        return services;
    }

    public static IEndpointRouteBuilder MapUpdates(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/maintenance").WithTags("Administration").RequireAuthorization(Policies.Administer)
            .DisableCookieRedirect()
            .WithMetadata(OpenInMaintenance.Instance);
        group.MapGet("", (MaintenanceMode mode) => Shown(mode, mode.State));
        group.MapPost("", Switch);
        return routes;
    }

    private static IResult Switch(SwitchBody body, HttpContext context, CurrentUser user, MaintenanceMode mode)
    {
        if (body.On is not { } on)
            return Problem(StatusCodes.Status400BadRequest, "Send {\"on\": true, \"reason\": \"...\"} or {\"on\": false}.");
        try
        {
            var by = MaintenanceSwitch.From(context, user);
            return Shown(mode, on ? mode.Enter(by, body.Reason) : mode.Leave(by));
        }
        catch (MaintenanceRefusedException e)
        {
            return Problem(e.IsForbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static IResult Shown(MaintenanceMode mode, MaintenanceState state) => Results.Json(new
    {
        on = state.On,
        reason = state.On ? state.Reason : null,
        since = state.Since,
        by = state.By,
        by_update = state.ByUpdate,
        quiet = mode.IsQuiet,
    });

    private static IResult Problem(int status, string detail) => Results.Json(new { detail }, statusCode: status);

    internal sealed record SwitchBody(bool? On, string? Reason);
}
