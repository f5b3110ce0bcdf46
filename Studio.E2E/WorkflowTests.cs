using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>A shipped workflow is run as a form, its graph is changed, saved and run, and nothing of it is lost.</summary>
public sealed class WorkflowTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public Task Form_OfAShippedWorkflow_MakesAPicture() => FillFormAsync(1440, 900);

    [Fact]
    [Trait("Category", "Long")]
    public Task Form_OfAShippedWorkflow_MakesAPicture_OnAPhone() => FillFormAsync(390, 844);

    private async Task FillFormAsync(int width, int height)
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server, width, height);
        await Browser.VisitAsync(page, "/studio/workflows");
        await Expect(page.Locator(".workflow-card")).ToHaveCountAsync(6);
        await page.Locator("[data-workflow=text-to-image]").GetByRole(AriaRole.Link, new() { Name = "Run" }).ClickAsync();
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a house by the sea");
        await page.GetByText("More", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Expect(page.Locator(".workflow-pictures img").First).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        // what was typed is there at the next visit
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync("a house by the sea");
    }

    [Fact]
    public async Task Graph_IsChangedByMouseAndPanel_TakenBack_SavedAndRun()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Add(message.Text);
        };
        await Browser.VisitAsync(page, "/studio/workflows/text-to-image/edit");
        await page.Locator("[data-graph=ready]").WaitForAsync();
        Assert.True(await ColoursAsync(page) > 8, "nothing is drawn");

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Node", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "KSampler (3)" }).ClickAsync();
        await page.GetByLabel("steps", new() { Exact = true }).FillAsync("3");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".graph-head")).ToContainTextAsync("Changed");
        await DragAsync(page, 60, 40);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mute" }).ClickAsync();
        await Expect(page.Locator(".node-panel")).ToContainTextAsync("muted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator(".node-panel")).Not.ToContainTextAsync("muted");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add node" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("preview image");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview Image" }).First.ClickAsync();
        await Expect(page.Locator(".node-panel")).ToContainTextAsync("PreviewImage");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save as mine" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("My graph");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".graph-head h1")).ToHaveTextAsync("My graph");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.Locator(".graph-page > [role=status]")).ToHaveTextAsync("The job is done.");

        await page.ReloadAsync();
        await page.Locator("[data-graph=ready]").WaitForAsync();
        await Expect(page.Locator(".graph-head h1")).ToHaveTextAsync("My graph");
        Assert.Empty(errors);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Graph_OfAPicture_IsOpenedFromTheGallery()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server, 390, 844);
        await GenerateTests.GenerateAsync(page, "a mountain", steps: 2);
        await Expect(page.GetByAltText("a mountain")).ToBeVisibleAsync();
        await Browser.VisitAsync(page, "/studio/gallery");
        await page.Locator(".picture").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open graph" }).ClickAsync();
        await page.Locator("[data-graph=ready]").WaitForAsync();
        Assert.True(await ColoursAsync(page) > 8, "nothing is drawn");
    }

    // by the title of the chosen node, which stands in the middle of the canvas
    private static async Task DragAsync(IPage page, float x, float y)
    {
        var box = (await page.Locator(".graph-stage canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) + x, box.Y + (box.Height / 2) + y, new() { Steps = 6 });
        await page.Mouse.UpAsync();
    }

    private static Task<int> ColoursAsync(IPage page) => page.EvaluateAsync<int>("""
        async () => {
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          const canvas = document.querySelector('.graph-stage canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const colours = new Set();
          for (let at = 0; at < data.length; at += 4) colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
          return colours.size;
        }
        """);
}
