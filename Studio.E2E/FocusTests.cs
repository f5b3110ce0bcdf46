using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>The keyboard's focus is always on something, and that can be seen.</summary>
public sealed class FocusTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task Fields_AtFirstSight_AreWholeOrNotThere()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        var half = await page.EvaluateAsync<string[]>("""
            () => {
              const edge = document.querySelector('.generate-foot').getBoundingClientRect().top;
              return [...document.querySelectorAll('.generate-fields .field, .generate-fields fieldset')]
                .filter(field => field.getBoundingClientRect().top < edge && field.getBoundingClientRect().bottom > edge + 1)
                .map(field => `${field.textContent.trim().slice(0, 20)} ends at ${field.getBoundingClientRect().bottom}, the foot begins at ${edge}`);
            }
            """);
        Assert.Empty(half);
    }

    [Fact]
    public async Task Queue_CancelledByKeyboardRowByRow_KeepsTheFocusInTheLine()
    {
        await using var server = await StudioServer.StartAsync();
        await PauseAsync(server);
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        foreach (var prompt in new[] { "one", "two", "three", "four" })
        {
            await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
            await GenerateTests.SendAsync(page);
        }

        await Expect(page.GetByText("5th in line")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, "/studio/queue");
        var rows = page.Locator(".queue-line .job-row");
        await rows.Nth(1).GetByLabel("Cancel").FocusAsync();
        await CancelAsync("two", next: "three");
        await CancelAsync("three", next: "four");
        await CancelAsync("four", next: "one");
        await page.Keyboard.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(0);
        await Expect(page.Locator("#line")).ToBeFocusedAsync();

        async Task CancelAsync(string gone, string next)
        {
            await Expect(rows.Filter(new() { HasText = gone }).GetByLabel("Cancel")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(rows.Filter(new() { HasText = gone })).ToHaveCountAsync(0);
            await Expect(rows.Filter(new() { HasText = next }).GetByLabel("Cancel")).ToBeFocusedAsync();
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Queue_ClearedByKeyboard_FocusesTheHeadingOfWhatWasCleared()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateTests.GenerateAsync(page, "a house", steps: 1);
        await Expect(page.GetByAltText("a house")).ToBeVisibleAsync();
        await PauseAsync(server);
        await GenerateTests.SendAsync(page);
        await Expect(page.GetByText("2nd in line")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, "/studio/queue");
        foreach (var (button, confirm, heading) in new[] { ("Clear waiting", "Cancel them", "#line"),
            ("Clear history", "Clear it", "#ended") })
        {
            // focused and pressed in one go: a list that is drawn anew in between takes the focus along
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = button })).ToBeEnabledAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = button }).PressAsync("Enter");
            await page.GetByRole(AriaRole.Button, new() { Name = confirm }).PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = button })).ToBeDisabledAsync();
            await Expect(page.Locator(heading)).ToBeFocusedAsync();
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Gallery_DeletedFromByKeyboard_FocusesThePictureThatIsShownOrTheHeading()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        foreach (var prompt in new[] { "first", "second" })
        {
            await GenerateTests.GenerateAsync(page, prompt, steps: 1);
            await Expect(page.GetByAltText(prompt)).ToBeVisibleAsync();
        }

        await Browser.VisitAsync(page, "/studio/gallery");
        await page.GetByRole(AriaRole.Button, new() { Name = "second" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await DeleteAsync();
        await Expect(page.Locator(".mud-dialog-fullscreen").GetByAltText("first")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "first" })).ToBeFocusedAsync();
        await Expect(page.Locator(".mud-dialog-fullscreen")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Enter");
        await DeleteAsync();
        await Expect(page.GetByText("No pictures yet")).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToBeFocusedAsync();

        async Task DeleteAsync()
        {
            await page.Locator(".mud-dialog-fullscreen").GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await page.GetByRole(AriaRole.Dialog, new() { Name = "Delete this picture?" }).GetByRole(AriaRole.Button,
                new() { Name = "Delete" }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Stop_ByKeyboard_GivesTheFocusBackToGenerate()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateTests.GenerateAsync(page, "a house", steps: 5000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Stopped. Run it again")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-generate] [type=submit]")).ToBeFocusedAsync();
    }

    private static async Task PauseAsync(StudioServer server)
    {
        using var client = server.CreateClient();
        await client.PauseAsync();
    }
}
