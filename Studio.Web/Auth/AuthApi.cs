using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Studio.Web.Auth.Api;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.External;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth;

/// <summary>The door of Auth: who may come in, by which credential, and the routes to sign in and out.</summary>
public static class AuthApi
{
    public static IServiceCollection AddAuth(this IServiceCollection services, StudioOptions options)
    {
        services.AddAudit().AddSingleton<Access>().AddSingleton<SignInThrottle>().AddSingleton<EndedAccess>();
        services.AddSingleton<LastSeenStore>().AddSingleton<SessionStore>().AddSingleton<SessionEvents>().AddSingleton<SignIn>();
        services.AddSingleton<UserStore>().AddSingleton<GroupStore>().AddSingleton<Passwords>().AddSingleton<PasswordCheck>();
        services.AddSingleton<ApiKeyStore>().AddSingleton<ApiKeyCheck>().AddSingleton<TokenStore>().AddSingleton<TokenCheck>();
        services.AddSingleton<UserAccounts>().AddSingleton<Groups>().AddSingleton<ApiKeys>();
        services.AddSingleton<Guard>().AddSingleton<UserManagement>().AddSingleton<GroupManagement>().AddSingleton<KeyManagement>();
        services.AddSingleton<SessionManagement>().AddSingleton<OwnPassword>();
        services.AddSingleton<UsageStore>().AddSingleton<RequestRate>().AddSingleton<OpenSockets>()
            .AddSingleton(provider => new DailyLimits(
            provider.GetRequiredService<UsageStore>(),
            provider.GetRequiredService<UserStore>(),
            provider.GetRequiredService<ApiKeyStore>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UsageReport(
            provider.GetRequiredService<UsageStore>(),
            provider.GetRequiredService<UserStore>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Standing>().AddSingleton<KeyCheck>().AddSingleton<Tickets>().AddSingleton<SocketProbe>();
        services.AddSingleton(provider => new SessionWatch(
            provider.GetRequiredService<SessionEvents>(),
            provider.GetRequiredService<Standing>(),
            provider.GetRequiredService<TokenCheck>(),
            provider.GetRequiredService<EndedAccess>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SessionTicketFormat(
            SessionSecret.Read(options.Paths.SessionSecret), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new JwtFormat(JwtSecret.Read(options.Paths.JwtSecret)));
        services.AddExternalIdentity();
        AddCredentials(services, options);
        AddPolicies(services);
        AddForms(services, options);
        services.AddScoped<AuthenticationStateProvider, CircuitSession>().AddScoped<CircuitUser>();
        return services;
    }

    /// <summary>Before routing: /key/… is taken from the path.</summary>
    public static IApplicationBuilder UsePathKeys(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<StudioOptions>();
        var isAccepted = options.Auth.AllowPathKey && app.ApplicationServices.GetRequiredService<Access>().Mode == AccessMode.Keyed;
        return app.Use((HttpContext context, RequestDelegate next) =>
        {
            PresentedKey.TakeFromPath(context, isAccepted);
            return next(context);
        });
    }

    /// <summary>
    /// After routing, before everything else: foreign origins, keys in the query, CORS, bodies of routes that are open to all.
    /// </summary>
    public static IApplicationBuilder UseOriginRules(this IApplicationBuilder app) => app.UseMiddleware<OriginRules>();

    /// <summary>
    /// Forms need their token. A sign-in form that lay open too long, or beside a tab that has signed in since, is offered anew instead of
    /// being refused with an empty page.
    /// </summary>
    public static IApplicationBuilder UseForms(this IApplicationBuilder app) => app.UseAntiforgery().Use((context, next) =>
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path != "/login"
            || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
            return next(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"/login?expired=true{(request.Query["with"] == "key" ? "&with=key" : "")}&next={Uri.EscapeDataString(LocalPath.OrRoot(request.Query["next"]))}";
        return Task.CompletedTask;
    });

    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        // made at the first start and not at the first sign-in, so that a folder that cannot be written shows at once
        _ = (app.ServiceProvider.GetRequiredService<SessionTicketFormat>(), app.ServiceProvider.GetRequiredService<JwtFormat>());
        app.MapSignIn();
        app.MapExternalIdentity();
        app.MapOwnAccount();
        var admin = app.MapGroup("/api/admin").WithTags("Administration").RequireAuthorization(Policies.Administer).DisableCookieRedirect()
            .DisableAntiforgery();
        admin.AddEndpointFilter(AccountBody.Filter);
        admin.MapUserAdministration();
        admin.MapAccessAdministration();
        app.MapAudit();
    }

    /// <summary>Every way in. Another one is one more <see cref="ICredentialSource"/>.</summary>
    private static void AddCredentials(IServiceCollection services, StudioOptions options)
    {
        services.AddSingleton<CredentialOrder>();
        services.AddSingleton<ICredentialSource, HeaderKeySource>();
        services.AddSingleton<ICredentialSource, AuthorizationsSource>();
        services.AddSingleton<ICredentialSource, BearerSource>();
        services.AddSingleton<ICredentialSource, BasicSource>();
        if (options.Auth.AcceptAccessToken)
            services.AddSingleton<ICredentialSource, AccessTokenSource>();
        services.AddSingleton<ICredentialSource, QueryKeySource>();
        services.AddSingleton<ICredentialSource, PathKeySource>();
        services.AddSingleton<ICredentialSource, TicketSource>();
        services.AddSingleton<ICredentialSource, CookieSource>();
        services.AddAuthentication(IdentityHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, IdentityHandler>(IdentityHandler.Name, null)
            .AddCookie(SessionEvents.Scheme, cookie => SetCookie(cookie, options));
        services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(SessionEvents.Scheme)
            .Configure<SessionTicketFormat>((cookie, format) => cookie.TicketDataFormat = format);
    }

    private static void AddPolicies(IServiceCollection services)
    {
        Policies.AddTo(services.AddAuthorizationBuilder());
        services.AddSingleton<IAuthorizationHandler, AccessRuleHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, NamedRefusals>();
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
            : throw new StartupException(
                $"{path} holds {secret.Length} bytes instead of {Length}. Delete it: a new one is made and everybody signs in again.");
    }
}
