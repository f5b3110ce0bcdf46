using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authorization;
using Studio.Web.Auth;

namespace Studio.Web.Updates;

/// <summary>On a route: it answers during maintenance, too.</summary>
internal sealed class OpenInMaintenance
{
    public static readonly OpenInMaintenance Instance = new();
}

/// <summary>
/// What callers get during maintenance: programs 503 with a sentence, browsers a page that loads itself anew. Health, signing in and out,
/// scripts and styles, and the pages of administrators, where they end it, stay reachable.
/// </summary>
internal static class MaintenanceAnswers
{
    private const string Seconds = "3";
    private const string SettingsPage = "/studio/settings";

    /// <summary>After authentication, before authorization.</summary>
    public static IApplicationBuilder UseMaintenance(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<MaintenanceGate>();
        var mode = app.ApplicationServices.GetRequiredService<MaintenanceMode>();
        return app.Use((context, next) => gate.IsClosed && !IsOpen(context) ? AnswerAsync(context, mode.State) : next(context));
    }

    private static bool IsOpen(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<IAllowAnonymous>() is not null || metadata?.GetMetadata<OpenInMaintenance>() is not null)
            return true;
        // pages that were open stay connected: they say what is going on, and notice the end
        return context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) || IsOfAnAdministratorsPages(context);
    }

    /// <summary>Every page, and the pictures in it: who signed in is a person, whose programs wait like everybody's.</summary>
    private static bool IsOfAnAdministratorsPages(HttpContext context) =>
        CurrentUser.From(context.User) is { IsAdmin: true, IsDelegated: false } user
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && !context.WebSockets.IsWebSocketRequest
        && (Refusal.WantsPage(context) || user.SessionId is not null);

    private static Task AnswerAsync(HttpContext context, MaintenanceState state)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = Seconds;
        response.Headers.CacheControl = "no-store";
        if (!Refusal.WantsPage(context))
            return response.WriteAsJsonAsync(new { detail = MaintenanceGate.Message }, context.RequestAborted);
        response.Headers["Refresh"] = Seconds;
        response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.WriteAsync(Page(state), context.RequestAborted);
    }

    // no script: the browser itself loads it anew
    private static string Page(MaintenanceState state) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="refresh" content="{{Seconds}}">
        <title>Updating…</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        <style>
        body { display: grid; place-content: center; justify-items: center; gap: 1rem; min-height: 100dvh; margin: 0; padding: 1.5rem; box-sizing: border-box; background: light-dark(#f5f4f1, #101113); color: light-dark(#1d1d1f, #ececea); font: 400 1rem/1.5 system-ui, sans-serif; text-align: center; }
        h1 { margin: 0; font-size: 1.625rem; font-weight: 620; letter-spacing: -.015em; }
        p { margin: 0; max-width: 46ch; color: light-dark(#605d57, #a2a19d); overflow-wrap: anywhere; }
        i { width: 2rem; height: 2rem; border: 3px solid light-dark(#e3e0d9, #2a2c31); border-top-color: light-dark(#b3481d, #f0935a); border-radius: 50%; animation: turn .8s linear infinite; }
        a { color: light-dark(#605d57, #a2a19d); font-size: .8125rem; }
        @keyframes turn { to { rotate: 1turn; } }
        @media (prefers-reduced-motion: reduce) { i { animation: none; } }
        </style>
        </head>
        <body>
        <main style="display: contents">
        <i aria-hidden="true"></i>
        <h1>Updating…</h1>
        <p role="status">{{HtmlEncoder.Default.Encode(state.Reason)}}</p>
        <p>This page comes back by itself. What waits in the queue is kept.</p>
        <a href="{{SettingsPage}}">For administrators</a>
        </main>
        </body>
        </html>
        """;
}
