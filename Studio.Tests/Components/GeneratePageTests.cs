using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Pages;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Models;

namespace Studio.Tests.Components;

/// <summary>The page over the real services of a server whose queue is paused, so that every job stays where it can be looked at.</summary>
public sealed class GeneratePageTests : MudContext
{
    private const string Script = "/Components/Pages/Generate.razor.js";

    private StudioApplication _studio = null!;
    private BunitJSModuleInterop _script = null!;

    private JobQueue Queue => _studio.Get<JobQueue>();

    public override async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, demoModel: true);
        Queue.PauseByHand(CurrentUser.Local, "");
        Services.AddSingleton(Queue).AddSingleton(_studio.Get<JobEvents>()).AddSingleton(_studio.Get<PictureGallery>())
            .AddSingleton(_studio.Get<ModelCatalog>()).AddSingleton(_studio.Get<LoraFiles>())
            .AddSingleton(_studio.Get<IEngine>()).AddSingleton(_studio.Get<StudioOptions>()).AddSingleton(TimeProvider.System);
        _script = JSInterop.SetupModule(Script);
        _script.Mode = JSRuntimeMode.Loose;
        _ = Dialogs;
    }

    protected override async Task EndAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Submit_FirstVisit_QueuesAJobOfTheFirstModelAtItsSize()
    {
        var page = await OpenAsync();
        await page.Find("#positive").ChangeAsync("a red house");
        await page.Find("form").SubmitAsync();
        var prompt = Settings().Single();
        Assert.Equal(("a red house", "studio-demo.safetensors"), (prompt.Positive, prompt.Model));
        Assert.Equal("128", page.Find("#width").GetAttribute("value"));
    }

    [Fact]
    public async Task Submit_RandomSeed_IsAnotherEachTimeAndIsShown()
    {
        var page = await OpenAsync();
        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();
        var seeds = Settings().Select(made => made.Seed).ToList();
        Assert.Equal(2, seeds.Distinct().Count());
        Assert.Equal(seeds[1], page.Find("#seed").GetAttribute("value"));
    }

    [Fact]
    public async Task Submit_TypedSeed_IsLockedUntilTheDiceAreThrown()
    {
        var page = await OpenAsync();
        await page.Find("#seed").ChangeAsync("42");
        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();
        Assert.Equal(["42", "42"], Settings().Select(made => made.Seed));
        Assert.Equal("true", page.Find("[aria-label='Keep this seed']").GetAttribute("aria-pressed"));
        await page.Find("[aria-label='Random each time']").ClickAsync();
        await page.Find("form").SubmitAsync();
        Assert.NotEqual("42", Settings()[2].Seed);
    }

    [Fact]
    public async Task Submit_WrongNumber_SaysSoAtTheFieldAndQueuesNothing()
    {
        var page = await OpenAsync();
        await page.Find("#steps").ChangeAsync("0");
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        var field = page.Find("#steps");
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal("A whole number from 1 to 10000.", page.Find("#" + field.GetAttribute("aria-describedby")).TextContent);
        await field.ChangeAsync("9");
        Assert.Null(page.Find("#steps").GetAttribute("aria-invalid"));
        await page.Find("form").SubmitAsync();
        Assert.Equal(9, Settings().Single().Steps);
    }

    [Fact]
    public async Task Width_BetweenMultiplesOfEight_IsMovedToTheNearest()
    {
        var page = await OpenAsync();
        await page.Find("#width").ChangeAsync("130");
        Assert.Equal("128", page.Find("#width").GetAttribute("value"));
        await page.Find("[aria-label='Portrait, 128 by 192']").ClickAsync();
        await page.Find("[aria-label='Swap width and height']").ClickAsync();
        Assert.Equal(("192", "128"), (page.Find("#width").GetAttribute("value"), page.Find("#height").GetAttribute("value")));
    }

    [Fact]
    public async Task Open_AfterAReload_HasWhatTheBrowserKept()
    {
        var kept = new GenerationDraft { Positive = "as it was", Steps = "31", Seed = "5", RandomSeed = false,
            Checkpoint = "studio-demo.safetensors" };
        _script.Setup<string?>("read", _ => true).SetResult(kept.ToJson());
        var page = await OpenAsync(prompt: null);
        Assert.Equal("as it was", page.Find("#positive").GetAttribute("value"));
        Assert.Equal("31", page.Find("#steps").GetAttribute("value"));
        Assert.Equal("5", page.Find("#seed").GetAttribute("value"));
        await page.Find("#negative").ChangeAsync("rain");
        var written = GenerationDraft.FromJson((string?)_script.Invocations["write"][^1].Arguments[0]);
        Assert.Equal((kept with { Negative = "rain" }).ToJson(), written!.ToJson());
    }

    [Fact]
    public async Task Submit_SeveralTimes_QueuesThemAndTellsTheNextPlace()
    {
        var page = await OpenAsync();
        await page.Find("#count").ChangeAsync("3");
        await page.Find("form").SubmitAsync();
        Assert.Equal(3, Settings().Count);
        page.WaitForAssertion(() => Assert.Contains("4th in line", page.Find("button[type=submit]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submit_WithoutAPrompt_AsksOnceAndAgainAfterAnEdit()
    {
        var page = await OpenAsync(prompt: null);
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        Assert.Contains("Press Generate again", page.Find("#positive-error").TextContent, StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();
        Assert.Equal(2, Settings().Count);
        await page.Find("#positive").ChangeAsync(" ");
        await page.Find("form").SubmitAsync();
        Assert.Equal(2, Settings().Count);
    }

    [Fact]
    public async Task Front_WithAnythingWaiting_QueuesBeforeItInOrder()
    {
        var page = await OpenAsync();
        Assert.Empty(page.FindAll("[data-front]"));
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => page.Find("[data-front]"), TimeSpan.FromSeconds(60));
        await page.Find("#positive").ChangeAsync("the urgent one");
        await page.Find("#seed").ChangeAsync("7");
        await page.Find("#count").ChangeAsync("2");
        await page.InvokeAsync(() => page.Find("[data-front]").ClickAsync());
        Assert.Equal(["the urgent one 7", "the urgent one 8", "a house"],
            Settings().Select(made => made.Positive == "a house" ? made.Positive : $"{made.Positive} {made.Seed}"));
    }

    [Fact]
    public async Task Form_AnyFieldOfIt_HasTheNameThatTheBrowserKeepsItBy()
    {
        _script.Setup<string?>("read", _ => true).SetResult((new GenerationDraft { Checkpoint = "studio-demo.safetensors" }).ToJson());
        var page = await OpenAsync();
        var names = page.FindAll("form :is(input:not([type=file], [type=range], [role=combobox]), textarea)")
            .Select(field => field.GetAttribute("name")).ToList();
        Assert.DoesNotContain(null, names);
        var texts = typeof(GenerationDraft).GetProperties().Where(property => property.CanWrite && property.PropertyType == typeof(string))
            .Select(property => property.Name);
        string[] chosen = ["Checkpoint", "Sampler", "Scheduler"];
        Assert.Equal(texts.Except(["Source", "Denoise", .. chosen]).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Samplers_InTheForm_BeginWithTheRecommendedOnes()
    {
        var page = await OpenAsync();
        await page.Find("#sampler").MouseDownAsync(new());
        var shown = Lists.FindAll(".choice-head, [role=option]").Select(one => one.TextContent.Trim()).ToList();
        var second = shown.IndexOf("Others");
        Assert.Equal(["Recommended", .. GenerationChoices.UsualSamplers], shown[..second]);
        var others = shown[(second + 1)..];
        Assert.Equal(others.Order(StringComparer.Ordinal), others);
        Assert.Equal(GenerationChoices.Read(_studio.Get<IEngine>(), _studio.Get<ModelCatalog>()).Samplers.Count,
            GenerationChoices.UsualSamplers.Count + others.Count);
    }

    [Fact]
    public async Task PromptLine_OfALongPrompt_TellsItsTokensAndWhatIsNotUnderstood()
    {
        var page = await OpenAsync(prompt: string.Join(' ', Enumerable.Repeat("house", 80)) + " [cat|dog]");
        Assert.Contains("read in 2 chunks of 75", page.Find("#positive-line").TextContent, StringComparison.Ordinal);
        Assert.Contains("[cat|dog]", page.Find(".prompt-note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WithALoraThatIsNotThere_SaysSoAtThePrompt()
    {
        var page = await OpenAsync(prompt: "a house <lora:foo:0.8>");
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        Assert.StartsWith("There is no LoRA foo", page.Find("#positive-error").TextContent, StringComparison.Ordinal);
    }

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
    public async Task Submit_ByAViewer_ShowsTheQueuesRefusal()
    {
        var page = await OpenAsync(StudioApplication.User("vera", Roles.Viewer));
        await page.Find("form").SubmitAsync();
        Assert.Contains("role", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Settings());
    }

    private void AddLora(string name, int rows, int columns, string layer = "lora_te_text_model_encoder_layers_0_self_attn_q_proj")
    {
        var folder = Directory.CreateDirectory(Path.Join(_studio.StudioDir, "models", "loras"));
        new SafetensorsWriter().Layer(layer, rows, columns).Save(Path.Join(folder.FullName, name + ".safetensors"));
    }

    private async Task<IRenderedComponent<Generate>> OpenAsync(CurrentUser? user = null, string? prompt = "a house")
    {
        var page = Render<CascadingValue<CurrentUser>>(
            parameters => parameters.Add(cascade => cascade.Value, user ?? CurrentUser.Local).AddChildContent<Generate>())
            .FindComponent<Generate>();
        page.WaitForAssertion(() => Assert.False(page.Find("form").HasAttribute("inert")));
        if (prompt is not null)
            await page.Find("#positive").ChangeAsync(prompt);
        return page;
    }

    private List<PictureSettings> Settings() =>
        [.. Queue.List(CurrentUser.Local).Waiting.Select(
            job => PictureSettings.From((System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(job.Prompt)!, null)!)];
}
