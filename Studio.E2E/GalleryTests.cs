using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

public sealed class GalleryTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Pictures_AreFoundLeafedThroughAndDeleted()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        foreach (var prompt in new[] { "a blue boat", "a green tree" })
        {
            await GenerateTests.GenerateAsync(page, prompt, steps: 2);
            await Expect(page.GetByAltText(prompt)).ToBeVisibleAsync();
        }

        await Browser.VisitAsync(page, "/studio/gallery");
        await page.GetByLabel("Search pictures").FillAsync("boat");
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, "/studio/gallery?q=boat").ToString());
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await page.GetByLabel("Search pictures").FillAsync("");
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);

        await page.Locator(".tile > .picture").First.ClickAsync();
        var viewer = page.Locator(".mud-dialog-fullscreen");
        await Expect(viewer.GetByAltText("a green tree")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(viewer.GetByAltText("a blue boat")).ToBeVisibleAsync();
        var link = page.Url;
        await page.Keyboard.PressAsync("Escape");
        await Expect(viewer).ToHaveCountAsync(0);

        await Browser.VisitAsync(page, link);
        await Expect(viewer.GetByAltText("a blue boat")).ToBeVisibleAsync();
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete this picture?" });
        await question.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Expect(question).ToHaveCountAsync(0);
        Assert.Equal(2, PicturesOf(server));
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(viewer.GetByAltText("a green tree")).ToBeVisibleAsync();
        Assert.Equal(2, PicturesOf(server)); // in the bin
        await page.Keyboard.PressAsync("Escape");
        await UndoAndCompareAsync(page);
    }

    [Fact]
    public async Task Board_TakesADraggedPicture_ShowsItAndComesBackAfterItsDeletion()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        foreach (var prompt in new[] { "a blue boat", "a green tree" })
        {
            await GenerateTests.GenerateAsync(page, prompt, steps: 1);
            await Expect(page.GetByAltText(prompt)).ToBeVisibleAsync();
        }

        await Browser.VisitAsync(page, "/studio/gallery");
        await page.GetByRole(AriaRole.Button, new() { Name = "New board" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sea");
        await page.Keyboard.PressAsync("Enter");
        var board = page.Locator("[data-board]");
        await Expect(board).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"Sea\s*0"));

        await page.Locator(".tile", new() { Has = page.Locator("[aria-label^='a blue boat']") }).Locator("img").DragToAsync(board);
        await Expect(board).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"Sea\s*1"));
        await board.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        Assert.Contains("board=", page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "The board Sea" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete the board" }).ClickAsync();
        await Expect(board).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await page.Locator(".mud-snackbar-action-button").Last.ClickAsync();
        await Expect(board).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"Sea\s*1"));
    }

    private static async Task UndoAndCompareAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await page.Locator(".mud-snackbar-action-button").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);

        await page.Locator(".tile-pick").First.ClickAsync();
        await page.Locator(".tile-pick").Last.ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.Locator(".selection")).ToContainTextAsync("2 selected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.Locator(".compare-facts")).ToContainTextAsync("a blue boat");
    }

    private static int PicturesOf(StudioServer server) =>
        Directory.GetFiles(Path.Combine(server.Folder, "output"), "*.png", SearchOption.AllDirectories).Length;
}
