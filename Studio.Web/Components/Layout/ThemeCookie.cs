namespace Studio.Web.Components.Layout;

/// <summary>
/// The colours a person chose. A cookie, so that the server writes them into the first byte of a page; null follows the system.
/// </summary>
internal static class ThemeCookie
{
    public static string? Of(HttpContext context) => context.Request.Cookies["theme"] switch
    {
        "dark" => "dark",
        "light" => "light",
        _ => null,
    };
}
