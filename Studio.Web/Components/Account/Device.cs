using Studio.Web.Languages;

namespace Studio.Web.Components.Account;

/// <summary>A browser's user agent in words that its owner recognises.</summary>
internal static class Device
{
    // in this order: each browser also claims to be those below it
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
        ("python", "Python"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    /// <summary>"Firefox on Linux", or what is known of it.</summary>
    public static string Name(Texts texts, string userAgent)
    {
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return (browser, system) switch
        {
            ({ } which, { } where) => texts[$"{which} on {where}|browser and system"],
            ({ } which, null) => which,
            (null, { } where) => texts[$"A browser on {where}"],
            _ => texts["Unknown device"],
        };
    }

    private static string? Find((string Sign, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(one => userAgent.Contains(one.Sign, StringComparison.OrdinalIgnoreCase)).Name;
}
