using Microsoft.Playwright;

namespace Studio.Bench.Pages;

/// <summary>
/// What the pages cost a browser and the server: Chromium by the published server over loopback, drawn by the processor, so that frames are
/// what a machine without a GPU shows.
/// </summary>
internal static class PagesBench
{
    public const string Name = "pages";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
                "--disable-sync"],
        });
        return
        [
            .. await ColdPage.RunAsync(browser),
            .. await LargeGallery.RunAsync(browser),
            .. await LargeGraph.RunAsync(browser),
            .. await ManyCircuits.RunAsync(browser),
        ];
    }

    /// <summary>A page of its own: nothing cached, nothing stored.</summary>
    public static async Task<IPage> OpenAsync(IBrowser browser, Uri address)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = 1440, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        return page;
    }

    public static string Text(double value, string unit, int digits) =>
        value.ToString("f" + digits, System.Globalization.CultureInfo.InvariantCulture) + " " + unit;
}
