using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Nodes;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Nodes.Packs.Comfyroll;
using Studio.Engine.Nodes.Packs.Rgthree;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes.Packs;

/// <summary>Nodes that put several LoRAs on a model make the model that LoraLoaders one after the other make.</summary>
public sealed class PackLoraTests : IClassFixture<ModelFolderFixture>
{
    private readonly LoraStacks _stacks;
    private readonly DiffusionModel _model;
    private readonly ClipModel _clip;
    private readonly (DiffusionModel Model, ClipModel Clip) _expected;

    public PackLoraTests(ModelFolderFixture studio)
    {
        using var model = TensorFile.Open(DemoModel.Path);
        var weight = model.Header.Tensors["model.diffusion_model.middle_block.1.proj_out.weight"];
        Directory.CreateDirectory(Path.GetDirectoryName(studio.PathOf("loras", "sub/two.safetensors"))!);
        foreach (var name in new[] { "one.safetensors", "sub/two.safetensors" })
            new SafetensorsWriter().Layer("lora_unet_mid_block_attentions_0_proj_out", (int)weight.Shape[0],
                weight.Count() / (int)weight.Shape[0], rank: 4, alpha: 8).Save(studio.PathOf("loras", name));
        _stacks = studio.Services.GetRequiredService<LoraStacks>();
        var files = studio.Services.GetRequiredService<IModelFiles>();
        var checkpoint = studio.Services.GetRequiredService<ModelPool>().LoadCheckpoint(DemoModel.Path, default);
        (_model, _clip) = (checkpoint.Model, checkpoint.Clip!);
        var first = new LoraLoader(files) { Model = _model, Clip = _clip, LoraName = "one.safetensors", StrengthModel = 0.5,
            StrengthClip = 0.25 }.Run(Context());
        var second = new LoraLoader(files) { Model = first.Model, Clip = first.Clip, LoraName = "sub/two.safetensors" }.Run(Context());
        _expected = (second.Model, second.Clip);
    }

    [Fact]
    public void PowerLoraLoader_Rows_ApplyInTheirOrder()
    {
        var node = new PowerLoraLoader(_stacks) { Model = _model, Clip = _clip, Inputs = Rows(
            """{"on": true, "lora": "one", "strength": 0.5, "strengthTwo": 0.25}""", """{"on": false, "lora": "one", "strength": 9}""",
            """{"on": true, "lora": "elsewhere\\two.safetensors", "strength": 1}""", """{"on": true, "lora": "None", "strength": 1}""") };

        Assert.Equal(new PatchedOptionally(_expected.Model, _expected.Clip), node.Run(Context()));
        Assert.NotEqual(_model, _expected.Model);
        Assert.Contains("two.safetensors", node.Fingerprint(), StringComparison.Ordinal);
    }

    [Fact]
    public void PowerLoraLoader_WithoutClipOrModel_ChangesWhatIsThere()
    {
        var rows = Rows("""{"on": true, "lora": "one", "strength": 0.5}""", """{"on": true, "lora": "sub/two", "strength": 1}""");

        Assert.Equal(new PatchedOptionally(_expected.Model, null), new PowerLoraLoader(_stacks) { Model = _model,
            Inputs = rows }.Run(Context()));
        Assert.Equal(new PatchedOptionally(null, _clip), new PowerLoraLoader(_stacks) { Clip = _clip, Inputs = rows }.Run(Context()));
    }

    [Fact]
    public void PowerLoraLoader_MissingFile_IsLeftOutAndTold()
    {
        var events = new Recorder();

        var patched = new PowerLoraLoader(_stacks) { Model = _model, Inputs = Rows("""{"on": true, "lora": "gone", "strength": 1}""") }
            .Run(Context(events));

        Assert.Same(_model, patched.Model);
        Assert.Contains("gone", Assert.Single(events.All.OfType<ExecutionEvent.Warned>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacks_OfNodes_ApplyInTheirOrder()
    {
        var stack = new LoraStackNode
        {
            Switch1 = "On", LoraName1 = "one.safetensors", ModelWeight1 = 0.5, ClipWeight1 = 0.25, Switch2 = "Off",
            LoraName2 = "one.safetensors", Switch3 = "On", LoraName3 = "sub/two.safetensors",
        }.Run(Context()).LoraStack;

        var patched = new ApplyLoraStack(_stacks) { Model = _model, Clip = _clip, LoraStack = stack! }.Run(Context());
        Assert.Equal(_expected, (patched.Model, patched.Clip));
        Assert.Throws<Studio.Engine.EngineException>(() => LoraStacks.Read(new Bundle(["one.safetensors"])));
    }

    private static Dictionary<string, object?> Rows(params string[] rows) => rows.Select((row, i) => (Name: $"lora_{i + 1}",
        Row: JsonNode.Parse(row)))
        .ToDictionary(row => row.Name, object? (row) => row.Row, StringComparer.Ordinal);
}
