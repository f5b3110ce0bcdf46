using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>What is typed while the line to the server is cut is neither lost nor sent unseen.</summary>
public sealed class ConnectionTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly Dictionary<string, string> Typed = new()
    {
        ["Prompt"] = "typed while the server is away", ["Negative prompt"] = "nor this", ["Width"] = "192", ["Height"] = "136",
        ["Steps"] = "33", ["CFG"] = "4.5",
        ["Seed"] = "4711", ["Batch size"] = "2", ["Batch count"] = "3",
    };

    [Fact]
    public async Task Form_TypedInWhileTheServerIsAway_IsThereAfterItsRestart()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await OpenFormAsync(server.Address);
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("from before");
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("12");
        var sampler = page.GetByLabel("Sampler", new() { Exact = true });
        await sampler.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "heun", Exact = true }).ClickAsync();
        await Expect(sampler).ToHaveValueAsync("heun");
        await server.KillAsync();
        await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(1);
        foreach (var (label, text) in Typed)
            await page.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        await Expect(sampler).ToHaveAttributeAsync("aria-disabled", "true");
        var generate = page.Locator("[data-generate] [type=submit]");
        await Expect(generate).ToHaveAttributeAsync("aria-disabled", "true");
        var words = await page.Locator("#components-reconnect-modal [data-words]:visible").TextContentAsync();
        await Expect(page.Locator(".offline-words")).ToHaveTextAsync(words!);
        await server.RestartAsync();
        await Expect(page.Locator("html:not([data-offline]) form[data-generate]:not([inert])")).ToHaveCountAsync(1);
        foreach (var (label, text) in Typed)
            await Expect(page.GetByLabel(label, new() { Exact = true })).ToHaveValueAsync(text);
        await Expect(sampler).ToHaveValueAsync("heun");
        await Expect(sampler).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep this seed" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(generate).Not.ToHaveAttributeAsync("aria-disabled", "true");
    }

    /// <summary>
    /// The circuit lives on, so nothing is loaded anew: the server must still hear of it, and of a click only when it can.
    /// </summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Form_TypedInWhileTheLineIsCut_IsWhatIsGeneratedWhenItIsBack()
    {
        await using var server = await StudioServer.StartAsync();
        await using var line = new Line(server);
        var page = await OpenFormAsync(line.Address);
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("from before");
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Seed", new() { Exact = true }).FocusAsync();
        await page.EvaluateAsync("window.isSame = true");
        line.Cut();
        await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(1);
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("typed on the cut line");
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("3");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Locator("[data-generate] [type=submit]").ClickAsync(new() { Force = true });
        line.Mend();
        await Expect(page.Locator("html:not([data-offline])")).ToHaveCountAsync(1);
        Assert.True(await page.EvaluateAsync<bool>("window.isSame"));
        await Expect(page.Locator(".strip button")).ToHaveCountAsync(0);
        await page.Locator("[data-generate] [type=submit]").ClickAsync();
        await Expect(page.GetByAltText("typed on the cut line")).ToBeVisibleAsync();
        await Expect(page.Locator(".stage-caption")).ToContainTextAsync("Steps3");
        await Expect(page.Locator(".strip button")).ToHaveCountAsync(1);
    }

    /// <summary>No pause in typing, no leaving of the field: the server has not heard of it.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Form_ReloadedWhileTyping_HasTheLastLetter()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await OpenFormAsync(server.Address);
        await page.GetByLabel("Prompt", new() { Exact = true }).PressSequentiallyAsync("half a wor");
        await page.GetByLabel("Height", new() { Exact = true }).EvaluateAsync(
            "field => { field.value = '72'; field.dispatchEvent(new Event('input', { bubbles: true })); location.reload(); }");
        await Expect(page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync("half a wor");
        await Expect(page.GetByLabel("Height", new() { Exact = true })).ToHaveValueAsync("72");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Search_TypedWhileTheServerIsAway_IsMadeAfterItsRestart()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/studio/gallery");
        await server.KillAsync();
        await Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(1);
        await page.GetByLabel("Search pictures").FillAsync("boat");
        await server.RestartAsync();
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, "/studio/gallery?q=boat").ToString());
        await Expect(page.GetByLabel("Search pictures")).ToHaveValueAsync("boat");
    }

    private async Task<IPage> OpenFormAsync(Uri address)
    {
        var page = await browser.OpenAsync(address);
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        return page;
    }
}
