using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for Flux, its transformer and both text encoders, on a small model of its shape, against the weights, predictions
/// and texts that ComfyUI 0.30.0 makes of them.
/// </summary>
public sealed class LoraFluxGoldenTests(LoraFluxGoldenTests.SmallModel small) : IClassFixture<LoraFluxGoldenTests.SmallModel>
{

    /// <summary>All three networks patched. The rest runs with --all.</summary>
    private const string Often = "onetrainer/lora_transformer_s1";

    public static TheoryData<string> Names => [.. Goldens.Cases.Select(pair => pair.Key)];

    public static TheoryData<string, string, float> OftenRows =>
        Goldens.Outputs((_, array) => array.StartsWith(Often, StringComparison.Ordinal));

    public static TheoryData<string, string, float> OtherRows =>
        Goldens.Outputs((_, array) => !array.StartsWith(Often, StringComparison.Ordinal));

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

    /// <summary>A LoRA that makes of Flux a model which follows a second picture widens its first layer.</summary>
    [Fact]
    public void Load_ThatWidensTheInput_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "control.safetensors");
        new SafetensorsWriter().Layer("img_in", 256, 128, peft: true).Layer("double_blocks.0.img_attn.proj", 256, 256, peft: true)
            .Save(path);
        var failure = Assert.Throws<EngineException>(() => Lora.For(path, small.Loras.Checkpoint.Model));
        Assert.Contains("looks made for a Flux that takes 32 channels", failure.Message, StringComparison.Ordinal);
    }

    private void AssertOutput(string name, string array, float strength) => small.AssertOutput(name, array, strength, Predict);

    /// <summary>Every fourth channel.</summary>
    private Tensor Predict(DiffusionModel model)
    {
        using var lease = small.Loras.Pool.Lease(model.Network, CancellationToken.None);
        var output = lease.Session.Run(
            [
                small.First(DenoiserNetwork.SampleInput, "unet_x"), small.First(DenoiserNetwork.TimestepInput, "unet_timesteps"),
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

    public sealed class SmallModel() : LoraPredictions(Goldens, Family, (string)Family.Cases["prompts"]!["positive"]!);
}
