using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace Studio.Web.Auth;

/// <summary>The names of the policies; each also needs a signed-in user.</summary>
public static class Policies
{
    /// <summary>Queue, upload, delete one's own.</summary>
    public const string Run = "run";

    /// <summary>See and cancel what belongs to others.</summary>
    public const string Operate = "operate";

    /// <summary>Settings, users, keys, updates.</summary>
    public const string Administer = "administer";
}

/// <summary>The door of Auth: who may come in, by which credential, and the routes to sign in and out.</summary>
public static class AuthApi
{
    private const string Either = "studio";

    public static IServiceCollection AddAuth(this IServiceCollection services, StudioOptions options)
    {
        services.AddAudit().AddSingleton<Access>().AddSingleton<SignInThrottle>();
        services.AddSingleton<SessionStore>().AddSingleton<SessionEvents>().AddSingleton<SignIn>();
        services.AddSingleton(provider => new SessionWatch(
            provider.GetRequiredService<SessionEvents>(), provider.GetRequiredService<SessionStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SessionTicketFormat(
            SessionSecret.Read(options.Paths.SessionSecret), provider.GetRequiredService<TimeProvider>()));
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, scheme => scheme.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, LocalHandler>(LocalHandler.Name, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null)
            .AddCookie(SessionEvents.Scheme, cookie => SetCookie(cookie, options));
        services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(SessionEvents.Scheme)
            .Configure<SessionTicketFormat>((cookie, format) => cookie.TicketDataFormat = format);
        services.AddAuthorizationBuilder()
            // whatever forgets to say who may come in, admits nobody unknown
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Run, policy => policy.RequireRole(Roles.Admin, Roles.Operator, Roles.Artist))
            .AddPolicy(Policies.Operate, policy => policy.RequireRole(Roles.Admin, Roles.Operator))
            .AddPolicy(Policies.Administer, policy => policy.RequireRole(Roles.Admin));
        AddForms(services, options);
        services.AddScoped<AuthenticationStateProvider, CircuitSession>().AddScoped<CircuitUser>();
        return services;
    }

    /// <summary>Before routing: foreign origins, keys in the query, CORS.</summary>
    public static IApplicationBuilder UseOriginRules(this IApplicationBuilder app) => app.UseMiddleware<OriginRules>();

    /// <summary>
    /// Forms need their token. A sign-in form that lay open too long, or beside a tab that has signed in since, is offered anew instead of
    /// being refused with an empty page.
    /// </summary>
    public static IApplicationBuilder UseForms(this IApplicationBuilder app) => app.UseAntiforgery().Use((context, next) =>
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path != "/login" || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
            return next(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"/login?expired=true&next={Uri.EscapeDataString(LocalPath.OrRoot(request.Query["next"]))}";
        return Task.CompletedTask;
    });

    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/auth").AllowAnonymous().DisableAntiforgery();
        api.MapPost("/login", LogInAsync);
        api.MapPost("/logout", LogOutAsync);
        app.MapGet("/auth_login.html", OldLoginPageAsync).AllowAnonymous();
        app.MapAudit();
    }

    // local mode first; then a key that is present, right or wrong; then the cookie
    private static string Choose(HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<Access>().Mode == AccessMode.Local)
            return LocalHandler.Name;
        return Credential.Find(context) is null ? SessionEvents.Scheme : ApiKeyHandler.Name;
    }

    private static void SetCookie(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions cookie, StudioOptions options)
    {
        cookie.Cookie.Name = "session";
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = options.Auth.InsecureCookie ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.Cookie.MaxAge = SessionStore.Idle;
        cookie.ExpireTimeSpan = SessionStore.Idle;
        cookie.SlidingExpiration = false; // SessionEvents renews on every use, not only past half-time
        cookie.CookieManager = new PlainCookies();
        cookie.EventsType = typeof(SessionEvents);
    }

    private static void AddForms(IServiceCollection services, StudioOptions options)
    {
        services.AddDataProtection().SetApplicationName("studio").PersistKeysToFileSystem(PrivateFolder(options.Paths.DataProtection));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "studio-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true; // SecurityHeaders forbids framing altogether
        });
    }

    private static DirectoryInfo PrivateFolder(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static async Task<IResult> LogInAsync(HttpContext context, SignIn signIn)
    {
        if (await ReadLoginAsync(context) is not { } request)
            return Results.Json(new { detail = "Send a JSON object with \"api_key\"." }, statusCode: StatusCodes.Status400BadRequest);
        return await signIn.WithKeyAsync(context, request.ApiKey, request.Remember ?? true) switch
        {
            SignInResult.Success => Results.Json(new { status = "ok", redirect = LocalPath.OrRoot(request.Next) }),
            SignInResult.TooMany => Results.Json(new { detail = "Too many failed attempts. Wait, then try again." }, statusCode: StatusCodes.Status429TooManyRequests),
            _ => Results.Json(new { detail = "Invalid API key" }, statusCode: StatusCodes.Status401Unauthorized),
        };
    }

    private static async Task<LoginRequest?> ReadLoginAsync(HttpContext context)
    {
        const int Largest = 16 * 1024;
        try
        {
            if (context.Request.ContentLength is > Largest)
                return null;
            if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = Largest;
            return await JsonSerializer.DeserializeAsync<LoginRequest>(context.Request.Body, LoginRequest.Json, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, SignIn signIn)
    {
        await signIn.OutAsync(context);
        // a form in the navigation posts here too, and a person wants a page as answer
        var fromForm = context.Request.HasFormContentType;
        return fromForm ? Results.LocalRedirect("/login") : Results.Json(new { status = "ok" });
    }

    private static async Task<IResult> OldLoginPageAsync(HttpContext context, SignIn signIn, string? logout)
    {
        if (logout == "true")
            await signIn.OutAsync(context);
        return Results.LocalRedirect("/login");
    }
}

/// <summary>What POST /api/auth/login takes.</summary>
internal sealed record LoginRequest(string? ApiKey, string? Next, bool? Remember)
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>The 64 bytes that sign session cookies. Deleting the file ends every session at the next start.</summary>
internal static class SessionSecret
{
    private const int Length = 64;

    public static byte[] Read(string path)
    {
        var secret = SecretFile.ReadOrCreate(path, () => System.Security.Cryptography.RandomNumberGenerator.GetBytes(Length));
        return secret.Length >= Length
            ? secret
            : throw new StartupException($"{path} holds {secret.Length} bytes instead of {Length}. Delete it: a new one is made and everybody signs in again.");
    }
}
