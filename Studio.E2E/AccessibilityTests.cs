using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>
/// Every page in both colours and both widths: nothing that axe calls serious, nothing on the console, nothing against the content security
/// policy, nothing wider than the window.
/// </summary>
public sealed class AccessibilityTests(Browser browser, FilledServer filled) : IClassFixture<Browser>, IClassFixture<FilledServer>
{
    private const int Desk = 1440;
    private const int Phone = 390;
    private const int Settling = 30_000; // milliseconds

    private static readonly string[] Pages =
    [
        "/", "/studio/queue", "/studio/gallery", "/studio/workflows", "/studio/workflows/text-to-image",
            "/studio/workflows/text-to-image/edit", "/studio/models",
            "/studio/settings", "/studio/settings/options", "/studio/dashboard", "/studio/doctor", "/studio/backups",
            "/studio/account", "/studio/pair",
        "/studio/not-found",
        "/studio/users", "/studio/users/admin", "/studio/users/groups", "/studio/keys?state=all", "/studio/sessions", "/studio/audit",
    ];

    // one of each kind: form, line, grid of pictures, canvas, many fields, table, tiles; the others are looked at among the long ones
    private static readonly string[] OneOfEachKind =
    [
        "/", "/studio/queue", "/studio/gallery", "/studio/workflows/text-to-image/edit", "/studio/settings/options", "/studio/users",
        "/studio/dashboard",
    ];

    private static readonly (string Page, string Button)[] Dialogs =
    [
        ("/studio/users", "New user"), ("/studio/users/groups", "New group"), ("/studio/account", "New key"),
        ("/studio/users/admin", "Give a password"),
    ];

    // what opens over a page, and by which control of it
    private static readonly (string Page, string Control, string Opened)[] Lists =
    [
        ("/", "#sampler", "[role=option]"), ("/", "#checkpoint", "[role=option]"), ("/", ".account-menu button", "[role=menuitem]"),
        ("/", "[data-section=loras] > summary", "#lora-add"),
        ("/", "#presets-open", "[role=dialog]"), ("/", ".generate-more button", "[role=menuitem]"),
        ("/", "[data-section=hires] > summary", "#hires"), ("/studio/gallery", ".tile-pick", ".selection"),
        ("/studio/gallery", ".filters > button", "#filter-fields"),
        ("/studio/gallery", ".picture", "[role=dialog]"), ("/studio/queue", ".job-title > a", ".job-times"),
        ("/studio/audit", "[aria-label=What]", "[role=option]"),
    ];

    // documents without a circuit, with the status that they answer
    private static readonly (string Page, int Status)[] Documents = [("/login", 200), ("/nothing/here", 404), ("/studio/users", 403),
        ("/studio/account/password", 200)];

    private const string Wide = """
        () => {
          const cut = element => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX);
          const above = function* (node) { while (node = node.parentElement) yield node; };
          return [...document.querySelectorAll('main *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && ![...above(e)].some(cut))
            .map(e => e.outerHTML.slice(0, 120));
        }
        """;

    private readonly List<string> _found = [];
    private string _where = "";

    /// <summary>All pages are opened, at both widths; axe takes its time and looks at one of each kind.</summary>
    [Fact]
    public Task Pages_InLight_AreReadableByEverybody() => LookAtPagesAsync(Desk, OneOfEachKind, isDarkToo: false);

    [Fact]
    [Trait("Category", "Long")]
    public Task Pages_InBothColours_AreReadableByEverybody() => LookAtPagesAsync(Desk, Pages);

    [Fact]
    [Trait("Category", "Long")]
    public Task Pages_OnAPhone_AreReadableByEverybody() => LookAtPagesAsync(Phone, Pages);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(Desk)]
    [InlineData(Phone)]
    public Task WhatOpens_OverAPage_IsReadableByEverybody(int width) => LookAtWhatOpensAsync(width);

    [Fact]
    public Task Documents_WithoutACircuit_AreReadableByEverybody() => LookAtDocumentsAsync(Desk);

    [Fact]
    [Trait("Category", "Long")]
    public Task Documents_OnAPhone_AreReadableByEverybody() => LookAtDocumentsAsync(Phone);

    private async Task LookAtPagesAsync(int width, string[] wholly, bool isDarkToo = true)
    {
        Assert.Empty(wholly.Except(Pages));
        var page = await OpenAsync(width);
        await AccountTests.SignInWithKeyAsync(page, "/login?with=key");
        foreach (var path in Pages)
        {
            _where = path;
            await Browser.VisitAsync(page, path);
            await Expect(page.Locator("h1").First).ToBeVisibleAsync();
            // what is held until the server answers is drawn pale
            await Expect(page.Locator("form[inert]")).ToHaveCountAsync(0);
            if (wholly.Contains(path))
                await LookAsync(page, isDarkToo);
            else
                await LookAtWidthAsync(page, width);
            await LookAtWidthAsync(page, Phone);
            await page.SetViewportSizeAsync(width, Height(width));
        }

        Assert.Empty(_found);
    }

    private async Task LookAtWhatOpensAsync(int width)
    {
        var page = await OpenAsync(width);
        await AccountTests.SignInWithKeyAsync(page, "/login?with=key");
        foreach (var (path, button) in Dialogs)
        {
            _where = $"{path}, {button}";
            await Browser.VisitAsync(page, path);
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog).First).ToBeVisibleAsync();
            await LookAsync(page);
        }

        foreach (var (path, control, opened) in Lists)
        {
            _where = $"{path}, {control}";
            await Browser.VisitAsync(page, path);
            await Expect(page.Locator("form[inert]")).ToHaveCountAsync(0);
            await page.Locator(control).First.ClickAsync();
            await Expect(page.Locator(opened).First).ToBeVisibleAsync();
            await LookAsync(page);
        }

        await LookAtMaskAndKeysAsync(page);
        _where = "a list in a dialog";
        await Browser.VisitAsync(page, "/studio/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "New user" }).ClickAsync();
        await page.GetByLabel("Role").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await LookAsync(page);
        Assert.Empty(_found);
    }

    private async Task LookAtDocumentsAsync(int width)
    {
        var page = await OpenAsync(width);
        foreach (var (path, status) in Documents)
        {
            _where = path;
            var answer = await page.GotoAsync(path);
            Assert.Equal(status, answer!.Status);
            await LookAsync(page);
            await LookAtWidthAsync(page, Phone);
            await page.SetViewportSizeAsync(width, Height(width));
            if (path == "/login")
                await AccountTests.SignInAsync(page, FilledServer.User, FilledServer.Password);
        }

        // a browser writes these itself when a document is answered with such a status
        _found.RemoveAll(line => line.Contains("the server responded with a status of 40", StringComparison.Ordinal));
        Assert.Empty(_found);
    }

    private async Task LookAtMaskAndKeysAsync(IPage page)
    {
        _where = "the mask";
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[inert]")).ToHaveCountAsync(0);
        await page.Locator(".stage-caption").GetByRole(AriaRole.Button, new() { Name = "Inpaint" }).ClickAsync();
        await Expect(page.Locator(".mask-frame")).ToBeVisibleAsync();
        await LookAsync(page);

        foreach (var (key, opened) in new[] { ("Control+k", "#palette-list"), ("?", ".shortcuts") })
        {
            _where = $"keys {key}";
            await Browser.VisitAsync(page, "/studio/models");
            await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync(key);
            await Expect(page.Locator(opened)).ToBeVisibleAsync();
            await LookAsync(page);
        }
    }

    private async Task<IPage> OpenAsync(int width)
    {
        var page = await browser.OpenAsync(filled.Server, width, Height(width));
        await page.Context.AddCookiesAsync([new() { Name = "theme", Value = "light", Url = filled.Server.Address.ToString() }]);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _found.Add($"{_where}: console: {message.Text}");
        };
        page.PageError += (_, error) => _found.Add($"{_where}: {error}");
        await page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`))");
        return page;
    }

    private async Task LookAsync(IPage page, bool isDarkToo = true)
    {
        await TryAsync(page, new AxeRunOptions { ResultTypes = new HashSet<ResultType> { ResultType.Violations } });
        if (isDarkToo)
        {
            // by the other light only colours differ
            await page.EvaluateAsync("() => { document.documentElement.dataset.theme = 'dark'; }");
            await TryAsync(page, new AxeRunOptions { RunOnly = RunOnlyOptions.Rules("color-contrast") });
            await page.EvaluateAsync("() => { document.documentElement.dataset.theme = 'light'; }");
        }

        await LookAtWidthAsync(page, page.ViewportSize!.Width);
    }

    private static int Height(int width) => width == Phone ? 844 : 900;

    /// <summary>Nothing may reach past the edge, even where the page itself does not scroll.</summary>
    private async Task LookAtWidthAsync(IPage page, int width)
    {
        if (page.ViewportSize!.Width != width)
        {
            await page.SetViewportSizeAsync(width, Height(width));
            // tables become cards when the server has heard of the width
            await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= innerWidth",
                options: new() { Timeout = Settling }).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        var wide = await page.EvaluateAsync<string[]>(Wide);
        _found.AddRange(wide.Select(element => $"{_where}: wider than the window of {width}: {element}"));
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is var over
            and > 0)
            _found.Add($"{_where}: {over} px wider than the window of {width}");
    }

    private async Task TryAsync(IPage page, AxeRunOptions options)
    {
        // colours that are half faded in have no contrast of their own
        await page.EvaluateAsync(
            "() => Promise.all(document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < 5000).map(a => a.finished.catch(() => {})))");
        var theme = await page.EvaluateAsync<string>("document.documentElement.dataset.theme");
        var result = await page.RunAxe(options);
        _found.AddRange(result.Violations.Where(wrong => wrong.Impact is "serious" or "critical")
            .SelectMany(wrong => wrong.Nodes.Select(node => $"{_where}, {theme}: {wrong.Id}: {node.Html}")));
    }
}
