using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>Ends of jobs as whoever looks elsewhere hears of them, and a job's details.</summary>
public sealed class NoticeTests(Browser browser) : IClassFixture<Browser>
{
    private const string CollectTitles = """
        () => {
          window.seenTitles = [];
          new MutationObserver(() => seenTitles.push(document.title)).observe(document.head, { subtree: true, childList: true, characterData: true });
        }
        """;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Job_ThatEndsWhileAnotherPageIsOpen_IsInTheTitleAndToldAndOpensItsDetails()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateTests.GenerateAsync(page, "seen from elsewhere", steps: 300);
        await page.Locator(".shell-links a[href='/studio/models']").ClickAsync();
        await Expect(page).ToHaveTitleAsync(new Regex("Models · Studio$"));
        await page.EvaluateAsync(CollectTitles);
        var note = page.Locator(".mud-snackbar");
        await Expect(note).ToContainTextAsync("Your job is done");
        await Expect(page).ToHaveTitleAsync(new Regex("^(✓ )?Models · Studio$"));
        Assert.Contains(await page.EvaluateAsync<string[]>("seenTitles"),
            title => title.EndsWith(" % · Models · Studio", StringComparison.Ordinal));

        await note.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.Locator(".job-details")).ToContainTextAsync("seen from elsewhere");
        await Expect(page.Locator(".job-times")).ToContainTextAsync("KSampler");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".job-details")).ToHaveCountAsync(0);
        await page.GoBackAsync();
        await Expect(page.Locator(".job-details")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Open graph" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("Job ");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Choice_OfNotices_AsksTheBrowserOnAClickOnlyAndIsKept()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await page.AddInitScriptAsync("""
            window.asked = 0;
            Object.defineProperty(Notification, 'permission', { get: () => asked ? 'granted' : 'default' });
            Notification.requestPermission = async () => { asked++; return 'granted'; };
            """);
        await Browser.VisitAsync(page, "/studio/settings");
        await Expect(page.Locator("#notice-browser")).ToContainTextAsync("asks you when you switch it on");
        Assert.Equal(0, await page.EvaluateAsync<int>("asked"));
        await page.GetByLabel("Browser notification while I look elsewhere").ClickAsync();
        await Expect(page.Locator("#notice-browser")).ToContainTextAsync("lets the server notify you");
        Assert.Equal(1, await page.EvaluateAsync<int>("asked"));

        await page.ReloadAsync();
        await page.Locator("[data-live]").WaitForAsync();
        await Expect(page.GetByLabel("Browser notification while I look elsewhere")).ToBeCheckedAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("asked"));
    }
}
