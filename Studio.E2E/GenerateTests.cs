using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>A person's way: from the first page to a picture in the gallery, and back to its settings.</summary>
public sealed class GenerateTests(Browser browser) : IClassFixture<Browser>
{
    private const string Prompt = "a red house on a green hill, blue sky";

    [Fact]
    public async Task Prompt_TypedAndSent_BecomesAPictureWithItsSettings()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateAsync(page, Prompt, steps: 40);
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await Expect(page.Locator(".stage-running").GetByText("Step ")).ToBeVisibleAsync();
        await Expect(page.GetByAltText(Prompt)).ToBeVisibleAsync();
        Assert.Equal(128, await page.GetByAltText(Prompt).EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        var seed = await page.GetByLabel("Seed", new() { Exact = true }).InputValueAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        // until then the strip of this page has a picture of the same name
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Gallery" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Prompt }).ClickAsync();
        var viewer = page.GetByRole(AriaRole.Dialog);
        await Expect(viewer).ToContainTextAsync(Prompt);
        await Expect(viewer).ToContainTextAsync(seed);

        await viewer.GetByRole(AriaRole.Link, new() { Name = "Use these settings" }).ClickAsync();
        await Expect(page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync(Prompt);
        await Expect(page.GetByLabel("Steps", new() { Exact = true })).ToHaveValueAsync("40");
        await Expect(page.GetByLabel("Seed", new() { Exact = true })).ToHaveValueAsync(seed);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep this seed" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page).ToHaveURLAsync(server.Address.ToString());
    }

    [Fact]
    public async Task Reload_WhileAJobRuns_ShowsItAgainAndLosesNoText()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateAsync(page, Prompt, steps: 2000);
        await Expect(page.GetByAltText("Preview of the picture being made")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByAltText("Preview of the picture being made")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync(Prompt);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(page.GetByText("Stopped. Run it again")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task LongPrompt_IsKeptAndDoesNotCutTheLine()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateAsync(page, Prompt, steps: 2);
        await Expect(page.GetByAltText(Prompt)).ToBeVisibleAsync();
        var words = string.Concat(Enumerable.Repeat("größer, ", 3700));
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(words);
        await page.GetByLabel("Negative prompt").FillAsync(words);
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("3");
        await SendAsync(page);
        await Expect(page.Locator(".strip button")).ToHaveCountAsync(2);
        await page.ReloadAsync();
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Negative prompt")).ToHaveValueAsync(words);
    }

    /// <summary>Between the last preview and the finished file, however long that takes, there is a picture.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task FinishedPicture_SlowToArrive_HasThePreviewInItsPlace()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        var arrived = new TaskCompletionSource();
        await page.RouteAsync("**/view?*", async route =>
        {
            await arrived.Task;
            await route.ContinueAsync();
        });
        await GenerateAsync(page, Prompt, steps: 20);
        await Expect(page.Locator(".strip button")).ToHaveCountAsync(1);
        const string Shown =
            "() => [...document.querySelectorAll('.stage-picture img')].filter(image => image.complete && image.naturalWidth > 0).map(image => image.src.split(':')[0])";
        Assert.Equal(["data"], await page.EvaluateAsync<string[]>(Shown));
        arrived.SetResult();
        await Expect(page.Locator(".stage-picture img[src^='data:']")).ToHaveCountAsync(0);
        Assert.Equal(["http"], await page.EvaluateAsync<string[]>(Shown));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task ShiftAndClick_OnGenerate_PutsTheJobFirst()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateAsync(page, "the long one", steps: 5000);
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("second");
        await SendAsync(page);
        await Expect(page.GetByText("3rd in line")).ToBeVisibleAsync();
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("urgent");
        await page.Locator("[data-generate] [type=submit]").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.GetByText("4th in line")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Queue", Exact = true }).ClickAsync();
        await Expect(page.Locator(".queue-line .job-title")).ToHaveTextAsync(["the long one", "urgent", "second"]);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Source_Uploaded_IsStartedFrom()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await GenerateAsync(page, Prompt, steps: 4);
        await Expect(page.GetByAltText(Prompt)).ToBeVisibleAsync();
        var picture = Assert.Single(Directory.GetFiles(Path.Combine(server.Folder, "output"), "*.png", SearchOption.AllDirectories));

        await page.GetByLabel("Picture to start from").SetInputFilesAsync(picture);
        await page.GetByLabel("Denoise", new() { Exact = true }).FillAsync("0.5");
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("the same at night");
        await SendAsync(page);
        await Expect(page.GetByAltText("the same at night")).ToBeVisibleAsync();

        using var client = server.CreateClient();
        var history = JsonNode.Parse(await client.GetStringAsync(new Uri("/history", UriKind.Relative)))!.AsObject();
        var prompt = history.Select(job => job.Value!["prompt"]![2]!.AsObject())
            .Single(nodes => nodes.Any(node => (string?)node.Value!["class_type"] == "LoadImage"));
        Assert.Equal(0.5, (double)prompt.Single(node => (string?)node.Value!["class_type"] == "KSampler").Value!["inputs"]!["denoise"]!);
    }

    [Fact]
    public async Task FirstPicture_OnAPhone_IsSeenWithoutScrolling()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server, 390, 844);
        await GenerateAsync(page, Prompt, steps: 2);
        await Expect(page.GetByAltText(Prompt)).ToBeVisibleAsync();
        await Expect(page.GetByAltText(Prompt)).ToBeInViewportAsync();
    }

    [Fact]
    public async Task KeyedServer_AsksForItsKeyAndLeadsBack()
    {
        await using var server = await StudioServer.StartAsync(null, "--api-key", StudioServer.Key);
        var page = await browser.OpenAsync(server);
        await page.GotoAsync("/studio/models");
        await page.GetByLabel("API key").FillAsync("not-the-key-0123456789");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the server's key");
        await page.GetByLabel("API key").FillAsync(StudioServer.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, "/studio/models").ToString());
        await Expect(page.GetByText("studio-demo.safetensors")).ToBeVisibleAsync();
        await GenerateAsync(page, Prompt, steps: 2);
        await Expect(page.GetByAltText(Prompt)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByLabel("API key")).ToBeVisibleAsync();
    }

    /// <summary>Types the prompt and sends it by keyboard.</summary>
    internal static async Task GenerateAsync(IPage page, string prompt, int steps)
    {
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync($"{steps}");
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(prompt);
        await SendAsync(page);
    }

    /// <summary>Sends the form by keyboard and waits for the answer: what is sent before it is ignored.</summary>
    internal static async Task SendAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("form[data-generate][aria-busy]")).ToHaveCountAsync(0);
    }
}
