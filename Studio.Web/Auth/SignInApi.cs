using Studio.Web.Auth.CloudflareAccess;

namespace Studio.Web.Auth;

/// <summary>Signing in and out for programs, and for the forms that are no page of their own.</summary>
internal static class SignInApi
{
    private const string WhatToSend = "Send a JSON object with \"api_key\", or with \"user\" and \"password\".";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/auth").AllowAnonymous().DisableAntiforgery();
        api.MapPost("/login", LogInAsync);
        api.MapPost("/logout", LogOutAsync);
        app.MapGet("/auth_login.html", OldLoginPageAsync).AllowAnonymous();
    }

    private static async Task<IResult> LogInAsync(HttpContext context, SignIn signIn)
    {
        if (await LoginRequest.ReadAsync(context) is not { } request)
            return Detail(StatusCodes.Status400BadRequest, WhatToSend);
        var remember = request.Remember ?? true;
        var result = request.User is { Length: > 0 } user
            ? await signIn.WithPasswordAsync(context, user, request.Password, remember)
            : await signIn.WithKeyAsync(context, request.ApiKey, remember);
        return result switch
        {
            SignInResult.Success => Results.Json(new { status = "ok", redirect = LocalPath.OrRoot(request.Next) }),
            SignInResult.TooMany => Detail(StatusCodes.Status429TooManyRequests, "Too many failed attempts. Wait, then try again."),
            SignInResult.Busy => Detail(StatusCodes.Status503ServiceUnavailable,
                "Too many people are signing in at this moment. Try again in a few seconds."),
            _ when request.User is { Length: > 0 } => Detail(StatusCodes.Status401Unauthorized, "Wrong user name or password"),
            _ => Detail(StatusCodes.Status401Unauthorized, "Invalid API key"),
        };
    }

    private static IResult Detail(int status, string detail) => Results.Json(new { detail }, statusCode: status);

    private static async Task<IResult> LogOutAsync(HttpContext context, SignIn signIn)
    {
        await signIn.OutAsync(context);
        // a form in the navigation posts here too, and a person wants a page as answer
        var fromForm = context.Request.HasFormContentType;
        return fromForm
            ? Results.LocalRedirect(CloudflareAccessSource.SignOutPath(context) ?? "/login")
            : Results.Json(new { status = "ok" });
    }

    /// <summary>A GET that signs out is done for nobody else's page: a picture's address there would be enough.</summary>
    private static async Task<IResult> OldLoginPageAsync(HttpContext context, SignIn signIn, string? logout)
    {
        if (logout == "true" && BrowserMarks.AreOwnOrNone(context.Request))
            await signIn.OutAsync(context);
        return Results.LocalRedirect("/login");
    }
}
