using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>The account's menu without a mouse, with and without a circuit.</summary>
public sealed class MenuTests(Browser browser, FilledServer filled) : IClassFixture<Browser>, IClassFixture<FilledServer>
{
    [Fact]
    public Task Account_ByKeyboard_IsOpenedWalkedClosedAndFollowed() => WalkAccountMenuAsync(1440, 900);

    [Fact]
    [Trait("Category", "Long")]
    public Task Account_ByKeyboard_IsOpenedWalkedClosedAndFollowed_OnAPhone() => WalkAccountMenuAsync(390, 844);

    private async Task WalkAccountMenuAsync(int width, int height)
    {
        var page = await browser.OpenAsync(filled.Server, width, height);
        await AccountTests.SignInWithKeyAsync(page, "/login?with=key");
        await Browser.VisitAsync(page, "/studio/settings");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Account of" });
        var items = page.GetByRole(AriaRole.Menuitem);
        // the heading takes the focus when a page is there, which may be after a press on a busy machine
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(items.Nth(0)).ToBeFocusedAsync();
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(items.Nth(1)).ToBeFocusedAsync();
        await Expect(items.Nth(1)).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.Keyboard.PressAsync("Escape");
        await Expect(items).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(items.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My account" })).ToBeFocusedAsync();
        await Expect(items).ToHaveCountAsync(0);

        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(items.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(items.Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter"); // Sign out
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Administration_OnAPhone_IsInAMenu()
    {
        var page = await browser.OpenAsync(filled.Server, 390, 844);
        await AccountTests.SignInWithKeyAsync(page, "/login?with=key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Administration" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit log" })).ToBeVisibleAsync();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Account_InADocumentWithoutACircuit_OpensAndSignsOut()
    {
        var page = await browser.OpenAsync(filled.Server, script: false);
        await AccountTests.SignInAsync(page, FilledServer.User, FilledServer.Password);
        await page.GotoAsync("/studio/users"); // not for this user: a plain document
        await page.Locator("summary[aria-label^='Account of']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }
}
