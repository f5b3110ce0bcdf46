using Bunit;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.UserData;

namespace Studio.Tests.Components;

/// <summary>What a prompt may hold beside words, and the defaults that a user saves for a model.</summary>
public sealed class GeneratePromptTests : GenerateContext
{
    [Fact]
    public async Task Prompt_LeftWithALoraInIt_HasARowForItAndTheJobHasItsLoader()
    {
        AddLora("ink", 64, 64);
        var page = await OpenAsync(prompt: "a house <lora:ink:0.8>");
        await page.Find("#positive").BlurAsync(new());
        Assert.Equal("a house", page.Find("#positive").GetAttribute("value"));
        Assert.Equal("0.8", page.Find("#lora-0-weight").GetAttribute("value"));
        await page.Find("#lora-0-weight").ChangeAsync("0.5");
        await page.Find("form").SubmitAsync();
        var made = Settings().Single();
        Assert.Equal("a house", made.Positive);
        Assert.Equal(new LoraUse("ink.safetensors", 0.5, 0.5), Assert.Single(made.Loras!));
    }

    [Fact]
    public async Task Prompt_LeftWithALoraThatIsNotThere_SaysSoAndKeepsIt()
    {
        var page = await OpenAsync(prompt: "a house <lora:foo:0.8>");
        await page.Find("#positive").BlurAsync(new());
        Assert.StartsWith("There is no LoRA foo", page.Find("#positive-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("a house <lora:foo:0.8>", page.Find("#positive").GetAttribute("value"));
    }

    [Fact]
    public async Task Submit_WithALoraOfAnotherFamily_SaysSoAtItsRowAndQueuesNothing()
    {
        AddLora("xl", 640, 2048, "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k");
        var page = await OpenAsync(prompt: "a house <lora:xl:1>");
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        Assert.Equal("Made for SDXL; this model is SD 1.x. Remove it, or switch it off.", page.Find(".lora-error").TextContent);
        await page.Find("[aria-label='Use it']").ClickAsync(new());
        await page.Find("form").SubmitAsync();
        Assert.Null(Settings().Single().Loras);
    }

    [Fact]
    public async Task Choices_InThePrompt_AreDecidedByTheSeedOfEachJobAndRecorded()
    {
        Directory.CreateDirectory(Path.Join(Studio.StudioDir, "wildcards"));
        await File.WriteAllTextAsync(Path.Join(Studio.StudioDir, "wildcards", "colour.txt"), "red\ngreen\nblue\n");
        var page = await OpenAsync(prompt: "a __colour__ {house|tree}");
        await page.Find("#seed").ChangeAsync("1");
        await page.Find("#count").ChangeAsync("12");
        await page.Find("form").SubmitAsync();
        var prompts = Settings().Select(made => made.Positive!).ToList();
        Assert.Equal(12, prompts.Count);
        Assert.All(prompts, prompt => Assert.Matches("^a (red|green|blue) (house|tree)$", prompt));
        Assert.InRange(prompts.Distinct().Count(), 3, 6);
        await page.Find("form").SubmitAsync();
        Assert.Equal(prompts, Settings().Skip(12).Select(made => made.Positive));
        Assert.Equal("a __colour__ {house|tree}", page.Find("#positive").GetAttribute("value"));
        var recorded = Queue.List(CurrentUser.Local).Waiting[0].ExtraData!;
        Assert.Contains("a __colour__ {house|tree}", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_OfAListThatIsNotThere_AreSaidAtThePrompt()
    {
        var page = await OpenAsync(prompt: "a __nothing__ house");
        await page.Find("form").SubmitAsync();
        Assert.StartsWith("There is no wildcard list nothing: put nothing.txt", page.Find("#positive-error").TextContent,
            StringComparison.Ordinal);
        Assert.Empty(Settings());
    }

    [Fact]
    public async Task Defaults_SavedForAModel_AreWhatTheNextVisitBeginsWithUntilTheyAreForgotten()
    {
        var page = await OpenAsync();
        Assert.Empty(page.FindAll(".model-defaults button"));
        await page.Find("#steps").ChangeAsync("9");
        await page.Find("#width").ChangeAsync("192");
        await page.FindAll(".model-defaults button")[0].ClickAsync(new());
        Assert.Contains("Your defaults", page.Find(".model-defaults").TextContent, StringComparison.Ordinal);
        var own = Studio.Get<ModelPreferences>().Read(CurrentUser.Local)["studio-demo.safetensors"];
        Assert.Equal((9, 192, 128), (own.Steps, own.Width, own.Height));

        var next = await OpenAsync();
        Assert.Equal(("9", "192"), (next.Find("#steps").GetAttribute("value"), next.Find("#width").GetAttribute("value")));
        await next.Find("#steps").ChangeAsync("12");
        await next.FindAll(".model-defaults button")[1].ClickAsync(new());
        Assert.Equal("9", next.Find("#steps").GetAttribute("value"));
        await next.Find(".model-defaults button").ClickAsync(new());
        Assert.Equal(("25", "128"), (next.Find("#steps").GetAttribute("value"), next.Find("#width").GetAttribute("value")));
        Assert.Empty(Studio.Get<ModelPreferences>().Read(CurrentUser.Local));
    }

    [Fact]
    public async Task Defaults_WithAMistake_AreNotSavedAndItIsSaid()
    {
        var page = await OpenAsync();
        await page.Find("#steps").ChangeAsync("many");
        await page.FindAll(".model-defaults button")[0].ClickAsync(new());
        Assert.Equal("true", page.Find("#steps").GetAttribute("aria-invalid"));
        Assert.Empty(Studio.Get<ModelPreferences>().Read(CurrentUser.Local));
    }

    private void AddLora(string name, int rows, int columns, string layer = "lora_te_text_model_encoder_layers_0_self_attn_q_proj")
    {
        var folder = Directory.CreateDirectory(Path.Join(Studio.StudioDir, "models", "loras"));
        new SafetensorsWriter().Layer(layer, rows, columns).Save(Path.Join(folder.FullName, name + ".safetensors"));
    }
}
