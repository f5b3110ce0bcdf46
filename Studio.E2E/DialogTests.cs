using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>A dialog is the only thing that can be reached while it is open, and leaves everything as it was.</summary>
public sealed class DialogTests(Browser browser, FilledServer filled) : IClassFixture<Browser>, IClassFixture<FilledServer>
{
    [Fact]
    public Task Escape_WhateverHasTheFocus_ClosesItAndGivesTheFocusBack() => CloseByEscapeAsync(1440, 900);

    [Fact]
    [Trait("Category", "Long")]
    public Task Escape_WhateverHasTheFocus_ClosesItAndGivesTheFocusBack_OnAPhone() => CloseByEscapeAsync(390, 844);

    private async Task CloseByEscapeAsync(int width, int height)
    {
        var page = await OpenAsync("/studio/users", width, height);
        var opener = page.GetByRole(AriaRole.Button, new() { Name = "New user" });
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "New user" });
        foreach (var leave in new[] { "() => {}", "() => document.activeElement.blur()" })
        {
            await opener.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(dialog.GetByLabel("Name")).ToBeFocusedAsync();
            await page.EvaluateAsync(leave);
            await page.Keyboard.PressAsync("Escape");
            await Expect(dialog).ToHaveCountAsync(0);
            await Expect(opener).ToBeFocusedAsync();
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Page_BehindADialog_IsReachedByNobody()
    {
        var page = await OpenAsync("/studio/users", 390, 600);
        await page.GetByRole(AriaRole.Button, new() { Name = "New user" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Expect(page.Locator("[inert] main")).ToHaveCountAsync(1);
        for (var i = 0; i < 12; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>(
                "document.activeElement === document.body || document.querySelector('[role=dialog]').contains(document.activeElement)"));
        }

        await Expect(page.Locator("body")).ToHaveCSSAsync("overflow-y", "hidden");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator("[inert]")).ToHaveCountAsync(0);
        await Expect(page.Locator("body")).Not.ToHaveCSSAsync("overflow-y", "hidden");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Question_OverTheViewer_ClosesAlone()
    {
        var page = await OpenAsync("/studio/gallery", 1440, 900);
        await page.Locator(".picture").First.ClickAsync();
        var viewer = page.Locator(".mud-dialog-fullscreen");
        var delete = viewer.GetByRole(AriaRole.Button, new() { Name = "Delete" });
        await delete.ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete this picture?" });
        await Expect(question.GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(question).ToHaveCountAsync(0);
        await Expect(delete).ToBeFocusedAsync();
        await page.Locator(".shell-links a").First.EvaluateAsync("link => Blazor.navigateTo('/studio/queue')");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Queue" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Note_WithADialogOpen_LiesAboveItAndCanBeUndone()
    {
        var page = await OpenAsync("/studio/users", 390, 844);
        await page.GetByRole(AriaRole.Link, new() { Name = "vera" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("vera@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var undo = page.Locator(".mud-snackbar-action-button");
        await Expect(undo).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give a password" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await undo.ClickAsync(); // fails when anything lies over it
        await Expect(page.GetByText("As it was before.")).ToHaveCountAsync(1);
        await Expect(dialog).ToBeVisibleAsync();
    }

    private async Task<IPage> OpenAsync(string path, int width, int height)
    {
        var page = await browser.OpenAsync(filled.Server, width, height);
        await AccountTests.SignInWithKeyAsync(page, $"/login?with=key&next={Uri.EscapeDataString(path)}");
        await Browser.VisitAsync(page, path);
        return page;
    }
}
