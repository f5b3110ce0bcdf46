using Studio.Web.Auth;

namespace Studio.Web.Extensions;

/// <summary>/api/admin/extensions: installing and switching. Whether any of it is allowed, <see cref="ExtensionSecurity"/> says.</summary>
internal static class ExtensionAdminApi
{
    public static void MapExtensionAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/extensions").WithTags("Administration").RequireAuthorization(Policies.Administer)
            .DisableCookieRedirect().DisableAntiforgery();
        group.MapGet("", State);
        group.MapGet("/catalogue", CatalogueAsync);
        group.MapPost("/install", InstallAsync);
        group.MapPost("/upload", UploadAsync);
        group.MapDelete("/{name}", (string name, HttpContext context, CurrentUser user, ExtensionSecurity security) =>
            AnswerAsync(security, () => security.RemoveAsync(By(context, user), name)));
        group.MapPost("/{name}/update",
            (string name, HttpContext context, CurrentUser user, ExtensionSecurity security, CancellationToken cancel) =>
            AnswerAsync(security, () => security.InstallListedAsync(By(context, user), name, null, cancel)));
        group.MapPost("/{name}/enable", (string name, HttpContext context, CurrentUser user, ExtensionSecurity security) =>
            AnswerAsync(security, () => security.SwitchAsync(By(context, user), name, on: true)));
        group.MapPost("/{name}/disable", (string name, HttpContext context, CurrentUser user, ExtensionSecurity security) =>
            AnswerAsync(security, () => security.SwitchAsync(By(context, user), name, on: false)));
        group.MapPost("/restart", (HttpContext context, CurrentUser user, ExtensionSecurity security) =>
            AnswerAsync(security, () => security.RestartAsync(By(context, user))));
    }

    private static IResult State(ExtensionSecurity security) => Results.Json(new
    {
        security = security.Level.ToString().ToLowerInvariant(),
        needs_restart = security.NeedsRestart,
        allowed = Enum.GetValues<ExtensionOperation>().Where(security.Allows).Select(operation => operation switch
        {
            ExtensionOperation.InstallListed => "install",
            ExtensionOperation.InstallAny => "install_any",
            _ => operation.ToString().ToLowerInvariant(),
        }),
    });

    private static async Task<IResult> CatalogueAsync(ExtensionSecurity security, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await security.CatalogueAsync(cancellationToken);
            return Results.Json(new { packages = entries.Select(
                entry => new { name = entry.Name, version = entry.Version, description = entry.Description, sha256 = entry.Sha256 }) });
        }
        catch (ExtensionException e)
        {
            return Problem(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private static Task<IResult> InstallAsync(InstallBody body, HttpContext context, CurrentUser user, ExtensionSecurity security,
        CancellationToken cancel) => AnswerAsync(security, () =>
    {
        if (body.Url is { } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address)
                ? security.InstallFromAsync(By(context, user), address, body.Name, cancel)
                : throw new ExtensionException("url is not an address.");
        }

        return body.Name is { } name
            ? security.InstallListedAsync(By(context, user), name, body.Version, cancel)
            : throw new ExtensionException("Send {\"name\": \"...\"} of the catalogue, or {\"url\": \"...\"}.");
    });

    private static Task<IResult> UploadAsync(HttpContext context, CurrentUser user, ExtensionSecurity security, string? name) =>
        AnswerAsync(security, () => security.InstallSentAsync(By(context, user), context.Request.Body, name, context.RequestAborted));

    private static async Task<IResult> AnswerAsync(ExtensionSecurity security, Func<Task> work)
    {
        try
        {
            await work();
            return Results.Json(new { status = "ok", needs_restart = security.NeedsRestart });
        }
        catch (ExtensionForbiddenException e)
        {
            return Problem(StatusCodes.Status403Forbidden, e.Message);
        }
        catch (ExtensionException e)
        {
            return Problem(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static ExtensionRequest By(HttpContext context, CurrentUser user) => new(user, AuditEntry.From(context, ""));

    private static IResult Problem(int status, string detail) => Results.Json(new { detail }, statusCode: status);

    internal sealed record InstallBody(string? Name, string? Version, string? Url);
}
