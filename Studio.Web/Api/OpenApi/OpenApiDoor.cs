using Microsoft.AspNetCore.Http;
using Studio.Web.Auth;

namespace Studio.Web.Api.OpenApi;

/// <summary>/openapi.json: what this server serves, made from its own endpoints. It needs a credential like anything else.</summary>
public static class OpenApiDoor
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddSingleton<ApiDocument>();

    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi.json", (ApiDocument document) => TypedResults.Bytes(document.Bytes, "application/json; charset=utf-8"))
            .WithTags("Studio").RequireAuthorization(Policies.SignedIn).DisableCookieRedirect();
        return routes;
    }
}
