using System.Runtime.InteropServices;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for Flux, its transformer and both text encoders, on a small model of its shape, against the weights, predictions
/// and texts that ComfyUI 0.30.0 makes of them.
/// </summary>
public sealed class LoraFluxGoldenTests(LoraFluxGoldenTests.SmallModel small) : IClassFixture<LoraFluxGoldenTests.SmallModel>
{

    /// <summary>All three networks patched, and one with a larger layer. The rest runs with --all.</summary>
    private static readonly string[] Often = ["onetrainer/lora_transformer_s1", ControlCase + "_s1"];

    /// <summary>A LoRA that makes of Flux a model which follows a second picture.</summary>
    private const string ControlCase = "bfl/control";

    public static TheoryData<string> Names => [.. Goldens.Cases.Select(pair => pair.Key)];

    public static TheoryData<string, string, float> OftenRows =>
        Goldens.Outputs((_, array) => IsOften(array));

    public static TheoryData<string, string, float> OtherRows =>
        Goldens.Outputs((_, array) => !IsOften(array));

    private static LoraGoldens Goldens => LoraGoldens.Flux;

    private static FamilyGolden Family => FamilyGolden.Of("flux_dev");

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AnyLayout_GivesTheReferencesWeights(string name)
    {
        var (model, clip, warnings) = small.Loras.Load(name, 1);
        Goldens.AssertWeights(name, model, clip);
        Assert.Equal(Goldens.IsReported(name), warnings.Count > 0);
    }

    [Theory]
    [MemberData(nameof(OftenRows))]
    public void Apply_OftenUsed_GivesTheReferencesPredictionAndText(string name, string array, float strength) =>
        AssertOutput(name, array, strength);

    [Theory]
    [MemberData(nameof(OtherRows))]
    [Trait("Category", "Long")]
    public void Apply_AnyStrength_GivesTheReferencesPredictionAndText(string name, string array, float strength) =>
        AssertOutput(name, array, strength);

    [Fact]
    public void Load_Control_MakesAModelThatSeesAPictureBeside()
    {
        var (model, _, warnings) = small.Loras.Load(ControlCase, 1);
        var flux = Assert.IsType<FluxTransformer>(model.Network.Network);
        Assert.Equal((16, BesideLayout.ScaledPicture), (flux.ChannelsBeside, flux.LayoutBeside));
        Assert.Empty(warnings);
        Assert.Equal(0, ((FluxTransformer)small.Loras.Load(ControlCase, 0).Model.Network.Network).ChannelsBeside);
    }

    /// <summary>The pair for the smaller layer fits it only before it has grown, as in the reference.</summary>
    [Fact]
    public void Load_ForTheSmallerInput_FitsBeforeControlAndIsLeftOutAfterIt()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "small.safetensors");
        new SafetensorsWriter().Layer("lora_unet_img_in", 256, 64).Layer("lora_unet_double_blocks_0_img_attn_proj", 256, 256).Save(path);
        var (own, control) = (small.Loras.Checkpoint.Model, small.Loras.Load(ControlCase, 1).Model);
        var first = Lora.For(path, own);
        Assert.Null(first.Warning);
        Assert.Contains("img_in", Lora.For(path, control).Warning, StringComparison.Ordinal);

        var before = first.On(own, 1);
        var both = Lora.For(small.Loras.Write(ControlCase), before).On(before, 1);
        var (base0, small0, large, all) = (Weight(own), Weight(before), Weight(control), Weight(both));
        Assert.Equal(2 * base0.Length, all.Length);
        for (var at = 0; at < all.Length; at++)
        {
            var (row, column) = Math.DivRem(at, 128);
            var plain = column < 64 ? small0[(row * 64) + column] - base0[(row * 64) + column] : 0;
            Assert.Equal(large[at] + plain, all[at], 1e-4f);
        }
    }

    /// <summary>One that was trained on a model with a larger first layer, and says nothing of growing.</summary>
    [Fact]
    public void Load_MadeForALargerInput_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "control.safetensors");
        new SafetensorsWriter().Layer("img_in", 256, 128, peft: true).Layer("double_blocks.0.img_attn.proj", 256, 256, peft: true)
            .Save(path);
        var failure = Assert.Throws<EngineException>(() => Lora.For(path, small.Loras.Checkpoint.Model));
        Assert.Contains("looks made for a Flux that takes 32 channels", failure.Message, StringComparison.Ordinal);
    }

    private static bool IsOften(string array) => Often.Any(often => array.StartsWith(often, StringComparison.Ordinal));

    private static float[] Weight(DiffusionModel model)
    {
        const string name = "img_in.weight";
        using var reader = model.Network.OpenWeights(KeptTypes.None, CancellationToken.None);
        return MemoryMarshal.Cast<byte, float>(reader.Weights.Get(name, [.. model.Network.Weights()[name].Shape]).Data.Span).ToArray();
    }

    private void AssertOutput(string name, string array, float strength) => small.AssertOutput(name, array, strength, Predict);

    /// <summary>Every fourth channel.</summary>
    private Tensor Predict(DiffusionModel model)
    {
        using var lease = small.Loras.Pool.Lease(model.Network, CancellationToken.None);
        var output = lease.Session.Run(
            [
                Sample(model), small.First(DenoiserNetwork.TimestepInput, "unet_timesteps"),
                small.First(DenoiserNetwork.ContextInput, "unet_context"), small.First(FluxTransformer.SummaryInput, "unet_y"),
                small.First(FluxTransformer.GuidanceInput, "unet_guidance"),
            ],
            [DenoiserNetwork.Result],
            CancellationToken.None)[0];
        var (channels, plane) = (output.Size(1) / 4, output.Size(2) * output.Size(3));
        var some = new Tensor(1, channels, output.Size(2), output.Size(3));
        for (var channel = 0; channel < channels; channel++)
            output.Span.Slice(4 * channel * plane, plane).CopyTo(some.Span[(channel * plane)..]);
        return some;
    }

    /// <summary>The noise, and behind it the picture for a model that sees one.</summary>
    private NamedInput Sample(DiffusionModel model)
    {
        if (((DenoiserNetwork)model.Network.Network).ChannelsBeside == 0)
            return small.First(DenoiserNetwork.SampleInput, "unet_x");
        var (noise, beside) = (Family.Array("unet_x").Slice(0, 1), small.Output(ControlCase + "_x"));
        return NamedInput.Of(DenoiserNetwork.SampleInput,
            new Tensor((float[])[.. noise.Span, .. beside.Span], 1, noise.Size(1) + beside.Size(1), noise.Size(2), noise.Size(3)));
    }

    public sealed class SmallModel() : LoraPredictions(Goldens, Family, (string)Family.Cases["prompts"]!["positive"]!);
}
