using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>Files dropped by the browser's own means, as a hand would: whatever nobody takes, the browser opens.</summary>
public sealed class DropTests(Browser browser) : IClassFixture<Browser>
{
    private const string Pasted = """
        async place => {
          const canvas = new OffscreenCanvas(16, 16);
          canvas.getContext('2d').fillRect(0, 0, 8, 8);
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([await canvas.convertToBlob()], 'pasted.png', { type: 'image/png' }));
          if (place.text) clipboardData.setData('text/plain', place.text);
          const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
          document.querySelector(place.at).dispatchEvent(event);
          return event.defaultPrevented;
        }
        """;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Picture_DroppedAnywhereOnGenerate_IsTheSource()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateTests.GenerateAsync(page, "a house", steps: 1);
        await Expect(page.GetByAltText("a house")).ToBeVisibleAsync();
        var made = Assert.Single(Directory.GetFiles(Path.Combine(server.Folder, "output"), "*.png", SearchOption.AllDirectories));
        foreach (var (place, name) in new[] { (".stage-picture", "one.png"), ("#positive", "two.png"), (".shell-nav", "three.png"),
            (".source-drop", "four.png") })
        {
            var file = Path.Combine(server.Folder, name);
            File.Copy(made, file);
            await DropAsync(page, place, file);
            // whoever drops it on the field for sources has said what it is for
            if (place != ".source-drop")
                await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Use as source" }).ClickAsync();
            await Expect(page.GetByText($"The next picture starts from {name}.")).ToBeVisibleAsync();
            await Expect(page).ToHaveURLAsync(server.Address.ToString());
        }

        var text = Path.Combine(server.Folder, "words.txt");
        await File.WriteAllTextAsync(text, "no picture");
        await DropAsync(page, ".stage-picture", text);
        await Expect(page.GetByText("words.txt is not a picture")).ToBeVisibleAsync();
        await Expect(page.Locator(".source-field")).ToContainTextAsync("four.png");
        await Expect(page).ToHaveURLAsync(server.Address.ToString());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task File_DroppedOnAnyPage_FillsTheFormOrIsSaidToBeNone()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateTests.GenerateAsync(page, "a red house", steps: 1);
        await Expect(page.GetByAltText("a red house")).ToBeVisibleAsync();
        await page.Locator("#positive").FillAsync("another");
        var made = Assert.Single(Directory.GetFiles(Path.Combine(server.Folder, "output"), "*.png", SearchOption.AllDirectories));
        var none = Path.Combine(server.Folder, "some.png");
        await File.WriteAllBytesAsync(none, [1, 2, 3]);
        foreach (var path in new[] { "/studio/queue", "/studio/gallery", "/studio/settings" })
        {
            await Browser.VisitAsync(page, path);
            await DropAsync(page, "h1", none);
            await Expect(page.GetByText("some.png is not a picture")).ToBeVisibleAsync();
            await Expect(page).ToHaveURLAsync(new Uri(server.Address, path).ToString());
        }

        await DropAsync(page, "h1", made);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Use settings" }).ClickAsync();
        await Expect(page.Locator("#positive")).ToHaveValueAsync("a red house");
        await Expect(page).ToHaveURLAsync(server.Address.ToString());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Picture_Pasted_IsTheSourceUnlessWordsAreMeant()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        Assert.False(await page.EvaluateAsync<bool>(Pasted, new { at = "#positive", text = "words with a picture of them" }));
        await Expect(page.Locator(".source-row")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>(Pasted, new { at = "#positive", text = "" }));
        await Expect(page.GetByText("The next picture starts from pasted.png.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start without a picture" }).ClickAsync();
        await Expect(page.Locator(".source-row")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>(Pasted, new { at = "body", text = "" }));
        await Expect(page.Locator(".source-row")).ToContainTextAsync("pasted");
    }

    private static async Task DropAsync(IPage page, string place, string file)
    {
        await page.Locator(place).First.ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator(place).First.BoundingBoxAsync())!;
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = box.X + (box.Width / 2),
                ["y"] = box.Y + (box.Height / 2),
                ["data"] = new { items = Array.Empty<object>(), files = new[] { file }, dragOperationsMask = 1 },
            });
        }

        await session.DetachAsync();
    }
}
