using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>A part of a picture is painted by mouse, taken back, painted again, and made anew; the rest stays as it was.</summary>
public sealed class MaskTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public Task PaintedPart_IsMadeAnew_AndNothingElse() => PaintAsync(1440, 900);

    [Fact]
    [Trait("Category", "Long")]
    public Task PaintedPart_IsMadeAnew_AndNothingElse_OnAPhone() => PaintAsync(390, 844);

    private async Task PaintAsync(int width, int height)
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server, width, height);
        await GenerateTests.GenerateAsync(page, "a house", steps: 2);
        await Expect(page.GetByAltText("a house")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use as source" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint what to change" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "What to change" });
        await Expect(page.Locator(".mask-frame[data-ready]")).ToBeVisibleAsync();

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use this mask" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is painted");
        await StrokeAsync(page, 0.5f);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeEnabledAsync();
        Assert.True(await PaintedAsync(page) > 0);
        await page.Keyboard.PressAsync("Control+z");
        Assert.Equal(0, await PaintedAsync(page));
        await page.Keyboard.PressAsync("Control+Shift+z");
        Assert.True(await PaintedAsync(page) is > 0 and < 0.5);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use this mask" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByAltText("The mask: white changes")).ToBeVisibleAsync();

        await page.GetByLabel("Denoise", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Soft edge", new() { Exact = true }).FillAsync("0");
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red barn");
        await GenerateTests.SendAsync(page);
        await Expect(page.GetByAltText("a red barn")).ToBeVisibleAsync();
        var (inside, outside) = await ChangedAsync(page, server);
        Assert.True(inside > 0);
        Assert.Equal(0, outside);
    }

    /// <summary>A line through the middle of the picture, a fifth of its width long.</summary>
    private static async Task StrokeAsync(IPage page, float at)
    {
        var box = (await page.Locator(".mask-layers canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height * at));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + (box.Height * at), new() { Steps = 8 });
        await page.Mouse.UpAsync();
    }

    private static Task<double> PaintedAsync(IPage page) => page.EvaluateAsync<double>("""
        () => {
          const canvas = document.querySelector('.mask-layers canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, at) => at % 4 === 3 && value > 0).length / (canvas.width * canvas.height);
        }
        """);

    /// <summary>Pixels that differ between the two pictures, where the mask is white and where it is black.</summary>
    private static async Task<(int Inside, int Outside)> ChangedAsync(IPage page, StudioServer server)
    {
        string Only(string folder, int at) =>
            Path.GetFileName(Directory.GetFiles(Path.Combine(server.Folder, folder), "*.png").Order().ElementAt(at));
        var counts = await page.EvaluateAsync<int[]>("""
            async addresses => {
              const [before, after, mask] = await Promise.all(addresses.map(async address => {
                const picture = await createImageBitmap(await (await fetch(address)).blob());
                const context = new OffscreenCanvas(128, 128).getContext('2d');
                context.drawImage(picture, 0, 0, 128, 128);
                return context.getImageData(0, 0, 128, 128).data;
              }));
              const counts = [0, 0];
              for (let i = 0; i < before.length; i += 4) {
                const differs = [0, 1, 2].some(channel => before[i + channel] !== after[i + channel]);
                if (differs) counts[mask[i] > 0 ? 0 : 1]++;
              }
              return counts;
            }
            """, new[]
        {
            $"/view?filename={Only("output", 0)}",
            $"/view?filename={Only("output", 1)}",
            $"/view?filename={Only(Path.Combine("input", "masks"), 0)}&subfolder=masks&type=input",
        });
        return (counts[0], counts[1]);
    }
}
