using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>A second wish is one only when the first has been answered: with the mouse, with a key held down, and on a slow line.</summary>
public sealed class DoubleClickTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Generate_DoubleClickedOrHeldDown_QueuesOneJob()
    {
        await using var server = await PausedAsync();
        var page = await browser.OpenAsync(server);
        await OpenFormAsync(page, "once");
        await page.Locator("[data-generate] [type=submit]").DblClickAsync();
        await Expect(page.GetByText("2nd in line")).ToBeVisibleAsync();
        await page.GetByLabel("Prompt", new() { Exact = true }).FocusAsync();
        await page.Keyboard.DownAsync("Control");
        for (var i = 0; i < 5; i++)
            await page.Keyboard.DownAsync("Enter"); // all but the first are repeats
        await page.Keyboard.UpAsync("Enter");
        await page.Keyboard.UpAsync("Control");
        await Expect(page.GetByText("3rd in line")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, "/studio/queue"); // whatever was sent has been answered
        Assert.Equal(2, await WaitingAsync(server));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Generate_ClickedAgainOnASlowLine_QueuesOneJob()
    {
        await using var server = await PausedAsync();
        await using var line = new Line(server);
        var page = await browser.OpenAsync(line.Address);
        await OpenFormAsync(page, "once");
        line.Hold();
        var generate = page.Locator("[data-generate] [type=submit]");
        await generate.ClickAsync();
        await Expect(page.Locator("form[data-generate]")).ToHaveAttributeAsync("aria-busy", "true");
        await page.WaitForTimeoutAsync(700); // longer than any double click
        await generate.ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        line.Release();
        await Expect(page.GetByText("2nd in line")).ToBeVisibleAsync();
        await Expect(page.Locator("form[data-generate]")).Not.ToHaveAttributeAsync("aria-busy", "true");
        await generate.ClickAsync();
        await Expect(page.GetByText("3rd in line")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, "/studio/queue"); // whatever was sent has been answered
        Assert.Equal(2, await WaitingAsync(server));
    }

    /// <summary>The next row comes under the pointer, and the opposite of Pause; the second click must not hit them.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Queue_DoubleClicked_CancelsOneJobAndStaysPaused()
    {
        await using var server = await PausedAsync();
        var page = await browser.OpenAsync(server);
        await OpenFormAsync(page, "one of three");
        await page.GetByLabel("Batch count", new() { Exact = true }).FillAsync("3");
        await GenerateTests.SendAsync(page);
        await Expect(page.GetByText("4th in line")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, "/studio/queue");
        var rows = page.GetByLabel("Running and waiting").GetByRole(AriaRole.Article);
        await Expect(rows).ToHaveCountAsync(3);
        await rows.Nth(0).GetByLabel("Cancel").DblClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).WaitForAsync();
        Assert.Equal(2, await WaitingAsync(server));
    }

    private static async Task<StudioServer> PausedAsync()
    {
        var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        await client.PauseAsync();
        return server;
    }

    private static async Task OpenFormAsync(IPage page, string prompt)
    {
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
    }

    private static async Task<int> WaitingAsync(StudioServer server)
    {
        using var client = server.CreateClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri("/queue", UriKind.Relative)))!["queue_pending"]!.AsArray().Count;
    }
}
