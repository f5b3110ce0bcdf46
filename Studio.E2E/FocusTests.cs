using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>The keyboard's focus is always on something, and that can be seen.</summary>
public sealed class FocusTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>What covers the focused element: the fixed and sticky bars that it is not a part of. Empty when nothing does.</summary>
    private const string Covered = """
        () => {
          const focused = document.activeElement;
          if (focused === document.body) return ['nothing is focused'];
          const box = focused.getBoundingClientRect();
          const bars = [...document.querySelectorAll('.generate-foot, .shell-links, .connection, .maintenance')]
            .filter(bar => !bar.contains(focused) && ['fixed', 'sticky'].includes(getComputedStyle(bar).position) && bar.checkVisibility());
          const over = bars.filter(bar => {
            const other = bar.getBoundingClientRect();
            return box.left < other.right && box.right > other.left && box.top < other.bottom - 1 && box.bottom > other.top + 1;
          });
          const name = focused.id || focused.getAttribute('aria-label') || focused.textContent.trim();
          const isOut = box.height > 0 && (box.bottom <= 0 || box.top >= innerHeight);
          return [...over.map(bar => `${name} below ${bar.className}`), ...(isOut ? [`${name} is out of sight`] : [])];
        }
        """;

    /// <summary>What has the focus, by its place in the document and a name; empty when nothing has it.</summary>
    private const string Focused = """
        () => {
          const focused = document.activeElement;
          const name = focused.id || focused.getAttribute('aria-label') || focused.textContent.trim();
          return focused === document.body ? '' : `${[...document.querySelectorAll('*')].indexOf(focused)} ${name}`;
        }
        """;

    [Theory]
    [InlineData("/", 1440, 900)]
    [InlineData("/", 1280, 640)]
    [InlineData("/", 390, 844)]
    [InlineData("/studio/queue", 1440, 900)]
    [InlineData("/studio/queue", 390, 844)]
    [InlineData("/studio/gallery", 390, 844)]
    public async Task TabStops_OfAPage_AreNeverCovered(string path, int width, int height)
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server, width, height);
        for (var i = 0; i < 2; i++)
        {
            await GenerateTests.GenerateAsync(page, $"picture {i}", steps: 1);
            await Expect(page.GetByAltText($"picture {i}")).ToBeVisibleAsync();
        }

        await PauseAsync(server);
        await GenerateTests.GenerateAsync(page, "waits", steps: 1);
        await page.GetByLabel("Batch count", new() { Exact = true }).FillAsync("12");
        await GenerateTests.SendAsync(page);
        await Expect(page.GetByText("14th in line")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, path);
        if (path == "/")
        {
            await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
            await Expect(page.Locator(".strip button")).ToHaveCountAsync(2);
        }

        var (stops, covered) = (new List<string>(), new List<string>());
        foreach (var key in new[] { "Tab", "Shift+Tab" })
        {
            for (var last = ""; stops.Count < 400;)
            {
                await page.Keyboard.PressAsync(key);
                var focused = await page.EvaluateAsync<string>(Focused);
                if (focused.Length == 0 || focused == last)
                    break;
                last = focused;
                stops.Add(focused);
                await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                covered.AddRange(await page.EvaluateAsync<string[]>(Covered));
            }
        }

        Assert.Empty(covered);
        Assert.True(stops.Count > 20, $"Only these were reached: {string.Join(", ", stops)}");
    }

    [Fact]
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
