using Microsoft.AspNetCore.Authentication.Cookies;

namespace Studio.Web.Auth;

/// <summary>
/// Writes the session cookie exactly as it is: one cookie, never cut into chunks, and its colons not escaped, so that clients see
/// <c>authenticated:…</c>.
/// </summary>
internal sealed class PlainCookies : ICookieManager
{
    public string? GetRequestCookie(HttpContext context, string key) => context.Request.Cookies[key];

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
    {
        var cookie = options.CreateCookieHeader(key, "");
        cookie.Value = value;
        Forget(context.Response, key);
        context.Response.Headers.Append("Set-Cookie", cookie.ToString());
    }

    public void DeleteCookie(HttpContext context, string key, CookieOptions options)
    {
        Forget(context.Response, key);
        context.Response.Cookies.Delete(key, options);
    }

    // one answer says one thing: a sign-out must not also carry the renewal that came before it
    private static void Forget(HttpResponse response, string key) =>
        response.Headers.SetCookie = response.Headers.SetCookie.Where(
            line => line?.StartsWith($"{key}=", StringComparison.Ordinal) == false).ToArray();
}
