using System.Buffers.Binary;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>From a LoRA in the prompt to a picture and back, with the form's keys and folds on the way.</summary>
public sealed class LoraTests(Browser browser) : IClassFixture<Browser>
{
    private const string Layer = "lora_te_text_model_encoder_layers_0_self_attn_q_proj";

    [Fact]
    public async Task Lora_InThePrompt_IsARowThatThePictureBringsBack()
    {
        await using var server = await StudioServer.StartAsync();
        AddLora(server, "ink");
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("2");
        var prompt = page.GetByLabel("Prompt", new() { Exact = true });
        await prompt.FillAsync("a red house <lora:ink:0.8>");
        await page.GetByLabel("Negative prompt").FocusAsync();
        var row = page.GetByRole(AriaRole.Group, new() { Name = "ink.safetensors" });
        await Expect(row).ToContainTextAsync("Applies 1 of 1 layers.");
        await Expect(row.GetByLabel("Weight", new() { Exact = true })).ToHaveValueAsync("0.8");
        await Expect(prompt).ToHaveValueAsync("a red house");

        await WeighAsync(page);
        await page.Locator("[data-section=sampling] summary").ClickAsync();
        await Expect(page.GetByLabel("Steps", new() { Exact = true })).ToBeHiddenAsync();
        await GenerateTests.SendAsync(page);
        await Expect(page.GetByAltText("a (red:1.1) house")).ToBeVisibleAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Expect(page.Locator("#lora-add")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use settings" }).ClickAsync();
        await Expect(row.GetByLabel("Weight", new() { Exact = true })).ToHaveValueAsync("0.8");

        await page.ReloadAsync();
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("Applies 1 of 1 layers.");
        await Expect(page.GetByLabel("Steps", new() { Exact = true })).ToBeHiddenAsync();
        await Expect(page.Locator("[data-section=sampling] summary")).ToContainTextAsync("2 steps");
    }

    /// <summary>The server hears of a text after a pause in typing; its answer must not touch what is being written.</summary>
    [Fact]
    public async Task Prompt_HeardOfByTheServer_KeepsItsTextAndItsCaret()
    {
        await using var server = await StudioServer.StartAsync();
        var page = await browser.OpenAsync(server);
        await Browser.VisitAsync(page, "/");
        await Expect(page.Locator("form[data-generate]:not([inert])")).ToBeVisibleAsync();
        var prompt = page.GetByLabel("Prompt", new() { Exact = true });
        await prompt.FillAsync("a house");
        await Expect(page.Locator("#positive-line")).ToContainTextAsync("2 of 75 tokens");
        await prompt.EvaluateAsync("field => field.setSelectionRange(1, 1)");
        await page.Keyboard.TypeAsync(" red");
        await Expect(page.Locator("#positive-line")).ToContainTextAsync("3 of 75 tokens");
        Assert.Equal(5, await prompt.EvaluateAsync<int>("field => field.selectionStart"));
        await Expect(prompt).ToHaveValueAsync("a red house");
    }

    /// <summary>Ctrl+Up and Ctrl+Down, from "a red house" to "a (red:1.1) house".</summary>
    private static async Task WeighAsync(IPage page)
    {
        var prompt = page.GetByLabel("Prompt", new() { Exact = true });
        async Task PressAsync(string key, string expected)
        {
            await page.Keyboard.PressAsync("Control+" + key);
            await Expect(prompt).ToHaveValueAsync(expected);
        }

        await prompt.FocusAsync();
        await prompt.EvaluateAsync("field => field.setSelectionRange(3, 3)");
        await PressAsync("ArrowDown", "a (red:0.95) house");
        await PressAsync("ArrowUp", "a red house");
        await PressAsync("ArrowUp", "a (red:1.05) house");
        await PressAsync("z", "a red house");
        await prompt.FillAsync("a ((red) house:1.3) <lora:ink:1>");
        await prompt.EvaluateAsync("field => field.setSelectionRange(5, 5)");
        await PressAsync("ArrowUp", "a ((red:1.15) house:1.3) <lora:ink:1>");
        await prompt.EvaluateAsync("field => field.setSelectionRange(16, 16)");
        await PressAsync("ArrowDown", "a ((red:1.15) house:1.25) <lora:ink:1>");
        await prompt.EvaluateAsync("field => field.setSelectionRange(33, 33)");
        await PressAsync("ArrowDown", "a ((red:1.15) house:1.25) <lora:ink:0.95>");
        await prompt.FillAsync(@"a \(b\) c");
        await prompt.EvaluateAsync("field => field.setSelectionRange(4, 4)");
        await PressAsync("ArrowUp", @"a (\(b\):1.05) c");
        await prompt.FillAsync("a (red:1.1) house <lora:ink:0.8>");
    }

    private static void AddLora(StudioServer server, string name)
    {
        var header = Encoding.UTF8.GetBytes($$$"""
            {"{{{Layer}}}.lora_up.weight":{"dtype":"F32","shape":[64,1],"data_offsets":[0,256]},
             "{{{Layer}}}.lora_down.weight":{"dtype":"F32","shape":[1,64],"data_offsets":[256,512]}}
            """);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "models", "loras")).FullName;
        File.WriteAllBytes(Path.Combine(folder, name + ".safetensors"), [.. length, .. header, .. new byte[512]]);
    }
}
