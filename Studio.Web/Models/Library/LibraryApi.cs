using System.Text.Json.Serialization;
using Studio.Web.Auth;

namespace Studio.Web.Models.Library;

/// <summary>Changing model files by REST: /api/models/files and /api/models/bin.</summary>
internal static class LibraryApi
{
    public static IServiceCollection AddLibrary(this IServiceCollection services) => services
        .AddSingleton<LibraryStore>()
        .AddSingleton<ModelLibrary>()
        .AddSingleton<ModelIndex>()
        .AddSingleton<ModelConversion>()
        .AddSingleton<Catalogues.ModelCatalogues>();

    public static void MapLibrary(this IEndpointRouteBuilder files, IEndpointRouteBuilder routes)
    {
        files.MapPost("/move", (MoveBody body, CurrentUser user, ModelLibrary library) => Answer(() =>
        {
            var file = library.Move(user, body.Kind ?? "", body.Name ?? "", body.ToKind ?? body.Kind ?? "", body.ToName ?? body.Name ?? "");
            return TypedResults.Json(new { kind = file.Kind, name = file.Name });
        }));
        files.MapPost("/verify", VerifyAsync);
        files.MapPost("/convert", ConvertAsync);
        files.MapPost("/note", (NoteBody body, CurrentUser user, ModelLibrary library) => Answer(() =>
        {
            library.Keep(user, body.Kind ?? "", body.Name ?? "", body.Tags ?? [], body.Notes ?? "", body.Strength);
            return TypedResults.Json(new { status = "ok" });
        }));
        files.MapDelete("", (string kind, string name, CurrentUser user, ModelLibrary library) => Answer(() =>
            TypedResults.Json(new { status = "ok", id = library.Delete(user, kind, name).Id })));

        var bin = routes.MapGroup("/api/models/bin").WithTags("Models").RequireScopes(Scopes.ModelsRead, Scopes.ModelsWrite)
            .DisableCookieRedirect();
        bin.MapGet("", ListBin);
        bin.MapPost("/{id}/restore", (string id, CurrentUser user, ModelLibrary library) => Answer(() =>
        {
            var file = library.Restore(user, id);
            return TypedResults.Json(new { kind = file.Kind, name = file.Name });
        }));
        bin.MapDelete("", (string? id, CurrentUser user, ModelLibrary library) => Answer(() =>
            TypedResults.Json(new { status = "ok", freed = library.Empty(user, id) })));
    }

    internal static int StatusOf(LibraryRefusal refusal) => refusal switch
    {
        LibraryRefusal.NotAllowed => StatusCodes.Status403Forbidden,
        LibraryRefusal.NotFound => StatusCodes.Status404NotFound,
        LibraryRefusal.Exists => StatusCodes.Status409Conflict,
        LibraryRefusal.Storage => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    };

    private static IResult ListBin(ModelLibrary library) => TypedResults.Json(library.Bin().Select(one => new
    {
        id = one.Id,
        kind = one.Kind,
        name = one.Name,
        bytes = one.Bytes,
        deleted = one.DeletedAt,
        deleted_by = one.DeletedBy,
    }));

    private static async Task<IResult> VerifyAsync(MoveBody body, CurrentUser user, ModelLibrary library,
        CancellationToken cancellationToken)
    {
        try
        {
            var (hash, fetched) = await library.VerifyAsync(user, body.Kind ?? "", body.Name ?? "", cancellationToken);
            return TypedResults.Json(new { sha256 = hash, fetched_as = fetched, matches = fetched is null ? (bool?)null
                : hash == fetched });
        }
        catch (LibraryException e)
        {
            return TypedResults.Json(new { detail = e.Message }, statusCode: StatusOf(e.Refusal));
        }
    }

    private static async Task<IResult> ConvertAsync(MoveBody body, CurrentUser user, ModelConversion conversion,
        CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Json(new
            {
                kind = ModelFolder.KeyOf(body.Kind ?? ""),
                name = await conversion.ConvertAsync(user, body.Kind ?? "", body.Name ?? "", cancellationToken),
            });
        }
        catch (LibraryException e)
        {
            return TypedResults.Json(new { detail = e.Message }, statusCode: StatusOf(e.Refusal));
        }
    }

    private static IResult Answer(Func<IResult> work)
    {
        try
        {
            return work();
        }
        catch (LibraryException e)
        {
            return TypedResults.Json(new { detail = e.Message }, statusCode: StatusOf(e.Refusal));
        }
    }

    internal sealed record MoveBody(
        string? Kind, string? Name, [property: JsonPropertyName("to_kind")] string? ToKind,
            [property: JsonPropertyName("to_name")] string? ToName);

    internal sealed record NoteBody(string? Kind, string? Name, IReadOnlyList<string>? Tags, string? Notes, double? Strength);
}
