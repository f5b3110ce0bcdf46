using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>Whatever Tab leads to can be seen.</summary>
public sealed class TabStopTests(Browser browser, BusyServer busy) : IClassFixture<Browser>, IClassFixture<BusyServer>
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

    [Fact]
    [Trait("Category", "Long")]
    public Task TabStops_OfTheFirstPageOnAPhone_AreNeverCovered() => WalkAsync("/", 390, 844);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("/", 1440, 900)]
    [InlineData("/", 1280, 640)]
    [InlineData("/studio/queue", 1440, 900)]
    [InlineData("/studio/queue", 390, 844)]
    [InlineData("/studio/gallery", 390, 844)]
    public Task TabStops_OfOtherPagesAndSizes_AreNeverCovered(string path, int width, int height) => WalkAsync(path, width, height);

    private async Task WalkAsync(string path, int width, int height)
    {
        var page = await browser.OpenAsync(busy.Server, width, height);
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
}
