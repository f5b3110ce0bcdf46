using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>Names and shapes of files for control at their true sizes, made from those of the models that they lead.</summary>
public sealed class ControlDetectionTests
{
    private const int UnionTypes = 8;

    [Theory]
    [InlineData("sd15", "SD 1.x", 8)]
    [InlineData("sd20_base_eps", "SD 2.x", 20)]
    [InlineData("sdxl_base", "SDXL", 20)]
    public void Describe_AControlNetInEachLayout_TellsWhomItLeads(string model, string family, int heads)
    {
        var trunk = Trunk(model);
        foreach (var names in new[] { Original(model, "control_model."), Original(model, ""), Diffusers(model) })
        {
            var described = Described(names, $"ControlNet for {family}");
            var control = Assert.IsType<ControlNet>(described.Networks.Single());
            Assert.Equal(trunk.BlockChannels, control.Trunk.BlockChannels);
            Assert.Equal(trunk.InputDepths, control.Trunk.InputDepths);
            Assert.Equal((trunk.Middle, trunk.ContextWidth, trunk.LabelWidth, 4, 3),
                (control.Trunk.Middle, control.Trunk.ContextWidth, control.Trunk.LabelWidth, control.Trunk.InChannels,
                    control.HintChannels));
            Assert.Equal(heads, control.Trunk.Heads.At(trunk.MiddleChannels));
            Assert.Equal(trunk.BlockChannels.Count + 1, control.Points.Count);
            Assert.False(control.IsPooled || control.IsDifference);
        }
    }

    [Fact]
    public void Describe_AUnion_KnowsItsTypes()
    {
        var union = Diffusers("sdxl_base").Concat(
        [
            ("task_embedding", [UnionTypes, 320]), ("control_add_embedding.linear_1.weight", [1280, 256 * UnionTypes]),
            ("transformer_layes.0.attn.in_proj_weight", [960, 320]), ("spatial_ch_projs.weight", [320, 320]),
        ]);

        var control = Assert.IsType<ControlNet>(Described(union, "ControlNet union for SDXL").Networks.Single());

        Assert.Equal((new ControlUnion(UnionTypes, 320), UnionTypes), (control.Union, control.Types));
    }

    [Fact]
    public void Describe_NamesOfTheFile_SayWhatTensorsDoNot()
    {
        ControlNet Read(string file, params (string, long[])[] more) => (ControlNet)Described(
            [.. Original("sd15", "control_model."), .. more], "ControlNet for SD 1.x", file).Networks.Single();

        Assert.True(Read("control_v11e_sd15_shuffle.pth").IsPooled);
        Assert.True(Read("x_shuffle_fp16.safetensors").IsPooled);
        Assert.True(Read("diff_control_sd15_canny.safetensors", ("difference", [1])).IsDifference);
    }

    [Fact]
    public void Describe_AControlLora_IsOne()
    {
        var names = Trunk("sdxl_base") is var trunk ? Own(trunk).ToList() : [];
        names.AddRange([("lora_controlnet", [1]), ("input_blocks.1.0.in_layers.2.up", [320, 128, 1, 1]),
            ("input_blocks.1.0.in_layers.2.down", [128, 2880]), ("input_blocks.0.0.bias", [320])]);

        var lora = Assert.IsType<ControlLora>(Described(names, "control-LoRA for SDXL").Networks.Single());

        Assert.Equal((320, 9, 3), (lora.ModelChannels, lora.Residuals, lora.HintChannels));
    }

    [Theory]
    [InlineData(192, "SD 1.x or 2.x", false)]
    [InlineData(64, "SD 1.x or 2.x", false)]
    [InlineData(768, "SDXL", true)]
    [InlineData(256, "SDXL", true)]
    public void Describe_AnAdapterInBothLayouts_TellsWhomItLeads(int inputs, string family, bool isXl)
    {
        (string Layer, long[] Shape)[] layers =
        [
            ("conv_in", [320, inputs, 3, 3]), ("body.0.block1", [320, 320, 3, 3]), ("body.0.block2", [320, 320, 1, 1]),
            ("body.2.in_conv", [640, 320, 1, 1]), ("body.3.block1", [640, 640, 3, 3]),
        ];
        static string There(string layer) => layer switch
        {
            "conv_in" => "adapter.conv_in",
            "body.0.block1" or "body.0.block2" => layer.Replace("body.0", "adapter.body.0.resnets.0", StringComparison.Ordinal),
            "body.2.in_conv" => "adapter.body.1.in_conv",
            _ => "adapter.body.1.resnets.1.block1",
        };
        foreach (var names in new[] { layers, [.. layers.Select(layer => (There(layer.Layer), layer.Shape))] })
        {
            (string, long[])[] tensors = [.. names.Select(layer => (layer.Item1 + ".weight", layer.Item2))];
            Assert.Equal(layers.Select(layer => layer.Layer + ".weight"), ModelLayout.Unify(Header(tensors, "x")).Tensors.Keys);
            var adapter = Assert.IsType<T2IAdapter>(Described(tensors, $"T2I-Adapter for {family}").Networks.Single());
            Assert.Equal((inputs, 320, isXl, 1, false),
                (adapter.InChannels, adapter.Channels, adapter.IsXl, adapter.Kernel, adapter.HalvesByConvolution));
            Assert.Equal(isXl ? "block_3" : "block_2", adapter.Points[0]);
        }
    }

    [Fact]
    public void Describe_ALightAdapter_IsOne()
    {
        var adapter = Assert.IsType<T2IAdapterLight>(Described(
        [
            ("body.0.in_conv.weight", [80, 192, 1, 1]), ("body.0.out_conv.weight", [320, 80, 1, 1]),
            .. Enumerable.Range(0, 4).Select(i => ($"body.0.body.{i}.block1.weight", new long[] { 80, 80, 3, 3 })),
        ], "T2I-Adapter for SD 1.x or 2.x").Networks.Single());

        Assert.Equal((192, 320, 4), (adapter.InChannels, adapter.Channels, adapter.Blocks));
    }

    [Theory]
    [InlineData("controlnet_blocks.0.weight")]
    [InlineData("controlnet_x_embedder.weight")]
    public void Describe_AControlNetForATransformer_IsRecognisedAndDoesNotRun(string tensor)
    {
        var model = ModelDetector.Describe(Header([(tensor, [4, 4])], "flux.safetensors"))!;

        Assert.Equal(("controlnet", true), (model.Kind, model.Family is null));
        Assert.Contains("transformer", model.Name, StringComparison.Ordinal);
    }

    private static ModelFamily Described(IEnumerable<(string, long[])> tensors, string name, string file = "some.safetensors")
    {
        var header = Header(tensors, file);
        var model = ModelDetector.Describe(header)!;
        Assert.Equal(("controlnet", name), (model.Kind, model.Name));
        Assert.Single(FamilyCatalog.BuiltIn.All, family => family.Matches(new TensorNames(ModelLayout.Unify(header))));
        return model.Family!;
    }

    private static TensorHeader Header(IEnumerable<(string Name, long[] Shape)> tensors, string file) => new(file,
        tensors.ToDictionary(tensor => tensor.Name, tensor => new TensorEntry(tensor.Name, "F16", tensor.Shape, 0,
            2 * tensor.Shape.Aggregate(1L, (product, size) => product * size)), StringComparer.Ordinal),
        new Dictionary<string, string>(StringComparer.Ordinal));

    private static UNetTrunk Trunk(string model) => ModelDetector.Describe(FamilyDetectionTests.Header(model))!.Family!.UNet().Trunk;

    private static IEnumerable<(string, long[])> Own(UNetTrunk trunk) =>
        ControlTensors.OwnShapes(trunk);

    /// <summary>A model's way down with what a ControlNet has besides.</summary>
    private static IEnumerable<(string Name, long[] Shape)> Original(string model, string prefix) =>
        TrunkNames(model).Concat(Own(Trunk(model))).Select(tensor => (prefix + tensor.Item1, tensor.Item2));

    private static IEnumerable<(string Name, long[] Shape)> Diffusers(string model)
    {
        var names = new DiffusersNames(ModelDetector.Describe(FamilyDetectionTests.Header(model))!.Family!.UNet().BlockCounts);
        foreach (var (name, shape) in TrunkNames(model).Concat(Own(Trunk(model))))
        {
            var (layer, rest) = (name[..name.LastIndexOf('.')], name[name.LastIndexOf('.')..]);
            yield return ((Theirs(layer) ?? names.Of(layer)) + rest, shape);
        }
    }

    private static string? Theirs(string layer) => layer.Split('.') switch
    {
        ["zero_convs", var index, "0"] => $"controlnet_down_blocks.{index}",
        ["middle_block_out", "0"] => "controlnet_mid_block",
        ["input_hint_block", "0"] => "controlnet_cond_embedding.conv_in",
        ["input_hint_block", "14"] => "controlnet_cond_embedding.conv_out",
        ["input_hint_block", var index] => $"controlnet_cond_embedding.blocks.{(int.Parse(index, provider: null) / 2) - 1}",
        _ => null,
    };

    private static IEnumerable<(string, long[])> TrunkNames(string model)
    {
        string[] parts = ["time_embed.", "label_emb.", "input_blocks.", "middle_block."];
        return FamilyDetectionTests.Header(model).Tensors.Values
            .Where(tensor => tensor.Name.StartsWith(ControlTensors.UNetPrefix, StringComparison.Ordinal))
            .Select(tensor => (tensor.Name[ControlTensors.UNetPrefix.Length..], tensor.Shape.ToArray()))
            .Where(tensor => parts.Any(part => tensor.Item1.StartsWith(part, StringComparison.Ordinal)));
    }
}
