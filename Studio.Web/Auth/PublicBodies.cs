using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Studio.Web.Auth;

/// <summary>
/// The bodies of routes that are open to everybody. A page elsewhere can make a browser post a form or plain text here without asking, so
/// that JSON has to call itself JSON, and a form is either ours (it has our token) or comes from no other site's page.
/// </summary>
internal static class PublicBodies
{
    public const string Sentence = "Send the body as application/json.";

    public static bool IsPublic(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    public static bool Takes(HttpContext context)
    {
        var request = context.Request;
        if (OriginRules.IsSafe(request.Method) || !IsPublic(context) || HasOwnToken(context) || !HasBody(context))
            return true;
        return request.ContentType is { Length: > 0 } type
            ? IsJson(type) || (IsForm(type) && BrowserMarks.AreOwnOrNone(request))
            : BrowserMarks.AreOwnOrNone(request);
    }

    /// <summary>application/x-www-form-urlencoded, as curl sends whatever it is given.</summary>
    public static bool IsForm(string? contentType) => Is(contentType, "application/x-www-form-urlencoded");

    private static bool IsJson(string contentType) => Is(contentType, "application/json");

    private static bool Is(string? contentType, string wanted) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        && type.Parameters.All(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase));

    private static bool HasOwnToken(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true };

    private static bool HasBody(HttpContext context) =>
        context.Request.ContentLength is not 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
}
