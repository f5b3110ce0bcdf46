using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

public sealed class QueueTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Line_SeenOnTheQueuePage_IsReorderedCancelledAndStopped()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateTests.GenerateAsync(page, "the long one", steps: 5000);
        foreach (var prompt in new[] { "second", "third" })
        {
            await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
            await GenerateTests.SendAsync(page);
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = prompt == "second" ? "3rd in line" : "4th in line" }))
                .ToBeVisibleAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Queue", Exact = true }).ClickAsync();
        var line = page.GetByLabel("Running and waiting").GetByRole(AriaRole.Article);
        await Expect(line).ToHaveCountAsync(3);
        await Expect(line.Nth(0)).ToContainTextAsync("Step ");
        await line.Nth(2).GetByLabel("To the front").ClickAsync();
        await Expect(line.Nth(1)).ToContainTextAsync("third");

        await line.Nth(2).GetByLabel("Cancel").ClickAsync();
        await Expect(line).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByText("The queue is paused.")).ToBeVisibleAsync();
        await line.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(line).ToHaveCountAsync(1);
        await Expect(page.GetByText("Stopped", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Clear waiting" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel them" }).ClickAsync();
        await Expect(page.GetByText("No job is running or waiting.")).ToBeVisibleAsync();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task FailedJob_IsShownWithItsReasonAndRunsAgain()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/studio/queue");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await GenerateTests.GenerateAsync(page, "no model for this", steps: 2);
        await Expect(page.GetByText("The queue is paused.")).ToBeVisibleAsync();
        var model = Path.Combine(server.Folder, "models", "checkpoints", "studio-demo.safetensors");
        File.Move(model, model + ".away");

        await page.GetByRole(AriaRole.Link, new() { Name = "Queue", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Failed" }).ClickAsync();
        await Expect(page.GetByText("Failed", new() { Exact = true }).Last).ToBeVisibleAsync();
        await Expect(page.Locator(".job-error")).ToContainTextAsync("studio-demo.safetensors");

        File.Move(model + ".away", model);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
    }
}
