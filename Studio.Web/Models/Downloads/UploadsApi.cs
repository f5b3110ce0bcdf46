using Microsoft.AspNetCore.Mvc;
using Studio.Web.Auth;

namespace Studio.Web.Models.Downloads;

/// <summary>/api/models/uploads: sending a model in pieces.</summary>
internal static class UploadsApi
{
    /// <summary>In bytes; the page sends a quarter of it at a time.</summary>
    private const int LargestPiece = 64 << 20;

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/models/uploads").WithTags("Models").RequireScopes(Scopes.ModelsRead, Scopes.ModelsWrite)
            .DisableCookieRedirect();
        group.MapGet("/{key}", (string key, CurrentUser user, ModelUploads uploads) =>
            DownloadsApi.Answer(() => TypedResults.Json(new { offset = uploads.Offset(user, key) })));
        group.MapPut("/{key}", PutAsync).WithMetadata(new RequestSizeLimitAttribute(LargestPiece));
    }

    private static async Task<IResult> PutAsync(string key, string name, long offset, long total, string? kind, HttpContext context,
        CurrentUser user, ModelUploads uploads)
    {
        try
        {
            var (bytes, settledKind, settledName) = await uploads
                .PutAsync(user, key, string.IsNullOrWhiteSpace(kind) ? null : kind, name, offset,
                total, context.Request.Body, context.RequestAborted);
            return TypedResults.Json(new { offset = bytes, kind = settledKind, name = settledName });
        }
        catch (DownloadException e)
        {
            return DownloadsApi.Detail(DownloadsApi.StatusOf(e.Refusal), e.Message);
        }
    }
}
