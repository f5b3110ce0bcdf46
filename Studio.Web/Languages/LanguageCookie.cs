using Microsoft.AspNetCore.Http.Headers;

namespace Studio.Web.Languages;

/// <summary>
/// The language a person chose. A cookie, as the theme is, so that the sign-in page and the first byte of a page have it; without
/// one the browser's own languages decide.
/// </summary>
internal static class LanguageCookie
{
    public const string Name = "language";

    /// <summary>Null follows the browser.</summary>
    public static Language? Chosen(HttpContext context) => Language.Find(context.Request.Cookies[Name]);

    public static Language Of(HttpContext context) => Chosen(context)
        ?? Language.Wanted(new RequestHeaders(context.Request.Headers).AcceptLanguage
            .Select(asked => (asked.Value.ToString(), asked.Quality ?? 1)));
}
