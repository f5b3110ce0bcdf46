using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Models.Families;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Components.Generation;
using Studio.Web.Models;

namespace Studio.Tests.Components;

/// <summary>Choosing LoRAs, and what is said of each before anything runs.</summary>
public sealed class LoraRowsTests : MudContext
{
    private const string Layer = "lora_te_text_model_encoder_layers_0_self_attn_q_proj";

    private readonly TemporaryFolder _folder = new();
    private GenerationDraft _draft = new() { Checkpoint = "demo.safetensors", Positive = "a house," };

    public LoraRowsTests()
    {
        foreach (var kind in new[] { "checkpoints", "loras/style" })
            Directory.CreateDirectory(Path.Join(_folder.Path, "models", kind));
        File.CreateSymbolicLink(Path.Join(_folder.Path, "models/checkpoints/demo.safetensors"), DemoModel.Path);
        new SafetensorsWriter().Layer(Layer, 64, 64).Metadata("modelspec.trigger_phrase", "ohwx").Save(PathOf("style/ink"));
        new SafetensorsWriter().Layer("lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k", 640, 2048).Save(PathOf("xl"));
        var catalog = new ModelCatalog(new StudioOptions { StudioDir = _folder.Path }, FamilyCatalog.BuiltIn);
        Services.AddSingleton(catalog).AddSingleton(new LoraFiles(catalog, FamilyCatalog.BuiltIn));
    }

    protected override Task EndAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Add_FromTheList_IsARowWithItsVerdictAndWords()
    {
        var rows = Open();
        await rows.Find("#lora-add").InputAsync("ink");
        Lists.WaitForAssertion(() => Assert.Equal("style/ink.safetensors", Lists.Find("[role=option]").TextContent.Trim()));
        await Lists.Find("[role=option]").ClickAsync(new());
        rows.WaitForAssertion(() => Assert.Equal("Applies 1 of 1 layers.", rows.Find(".lora-verdict").TextContent.Trim()));
        Assert.Equal(new LoraDraft { Name = "style/ink.safetensors" }, Assert.Single(_draft.Loras));
        await rows.Find(".word").ClickAsync(new());
        Assert.Equal("a house, ohwx", _draft.Positive);
        Assert.True(rows.Find(".word").HasAttribute("disabled"));
    }

    [Theory]
    [InlineData("xl.safetensors", "Made for SDXL; this model is SD 1.x.")]
    [InlineData("gone.safetensors", "There is no file gone.safetensors in models/loras.")]
    public void Row_ThatCannotBeUsed_SaysSoBeforeTheRun(string name, string words)
    {
        var rows = Open(new LoraDraft { Name = name });
        rows.WaitForAssertion(() => Assert.Equal(words, rows.Find(".lora-verdict.is-not").TextContent.Trim()));
    }

    [Fact]
    public async Task Rows_AreWeightedSwitchedMovedAndRemoved()
    {
        var rows = Open(new LoraDraft { Name = "a" }, new LoraDraft { Name = "b", TextWeight = "0.5" });
        await rows.Find("#lora-0-weight").ChangeAsync("0.8");
        await rows.Find("#lora-1-text").ChangeAsync("");
        await rows.FindAll("[role=switch]")[1].ClickAsync(new());
        Assert.Equal([new LoraDraft { Name = "a", Weight = "0.8" }, new LoraDraft { Name = "b", IsOn = false }], _draft.Loras);
        await rows.FindAll("[aria-label=Down]")[0].ClickAsync(new());
        Assert.Equal(["b", "a"], _draft.Loras.Select(row => row.Name));
        Assert.True(rows.FindAll("[aria-label=Up]")[0].HasAttribute("disabled"));
        await rows.FindAll("[aria-label=Remove]")[0].ClickAsync(new());
        Assert.Equal(["a"], _draft.Loras.Select(row => row.Name));
        Assert.Empty(rows.FindAll("[aria-label=Up]"));
    }

    [Fact]
    public void Row_WithAMistake_SaysItAtItsField()
    {
        var rows = Open(new Dictionary<string, string> { ["Loras.1.Weight"] = "A number." }, new LoraDraft { Name = "a" },
            new LoraDraft { Name = "a" });
        Assert.Equal("A number.", rows.Find("#" + rows.Find("#lora-1-weight").GetAttribute("aria-describedby")).TextContent);
        Assert.Null(rows.Find("#lora-0-weight").GetAttribute("aria-invalid"));
    }

    private IRenderedComponent<LoraRows> Open(params LoraDraft[] loras) => Open(new Dictionary<string, string>(), loras);

    private IRenderedComponent<LoraRows> Open(IReadOnlyDictionary<string, string> errors, params LoraDraft[] loras)
    {
        _ = Dialogs;
        _draft = _draft with { Loras = loras };
        IRenderedComponent<LoraRows>? rows = null;
        rows = Render<LoraRows>(one => one.Add(form => form.Draft, _draft).Add(form => form.Errors, errors)
            .Add(form => form.Choices, new GenerationChoices { Checkpoints = [], Samplers = [], Schedulers = [] })
            .Add(form => form.OnEdit, edit =>
            {
                _draft = edit.Draft;
                rows!.Render(changed => changed.Add(form => form.Draft, _draft));
            }));
        return rows;
    }

    private string PathOf(string name) => Path.Join(_folder.Path, "models/loras", name + ".safetensors");
}
