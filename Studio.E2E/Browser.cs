using Microsoft.Playwright;

namespace Studio.E2E;

/// <summary>One Chromium process for all browser tests; each page gets a context of its own (cookies, storage).</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    private readonly List<IBrowserContext> _contexts = [];
    private IBrowser? _browser;

    public async Task InitializeAsync() => _browser = await Shared.Value;

    public Task<IPage> OpenAsync(StudioServer server, int width = 1440, int height = 900, bool script = true) =>
        OpenAsync(server.Address, width, height, script);

    /// <summary>The same at another address, such as a proxy's; certificates made for a test are taken.</summary>
    public async Task<IPage> OpenAsync(Uri address, int width = 1440, int height = 900, bool script = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            JavaScriptEnabled = script,
            // what moves without end would be painted by the processor that the server needs
            ReducedMotion = ReducedMotion.Reduce,
        });
        lock (_contexts)
            _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        return page;
    }

    /// <summary>Opens a page and waits until it listens to clicks.</summary>
    public static async Task VisitAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.Locator("[data-live]").WaitForAsync();
    }

    /// <summary>The process itself ends with that of the tests.</summary>
    public async Task DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.CloseAsync();
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        // a picture is worth waiting for, also on a busy machine
        Assertions.SetDefaultExpectTimeout(60_000);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
                "--disable-sync"],
        });
    }
}
