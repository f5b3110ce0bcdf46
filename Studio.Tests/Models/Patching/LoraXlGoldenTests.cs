using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for SDXL, its UNet and both text encoders, on a small model of its shape, against the weights, predictions and
/// texts that ComfyUI 0.30.0 makes of them.
/// </summary>
public sealed class LoraXlGoldenTests(LoraXlGoldenTests.SmallModel small) : IClassFixture<LoraXlGoldenTests.SmallModel>
{
    private const string Prompt = "a photo of a (red:1.3) castle by the lake";

    /// <summary>All three networks patched, the summary's projection too. The rest runs with --all.</summary>
    private const string Often = "onetrainer/kohya_like_s1";

    public static TheoryData<string> Names => Goldens.Applied;

    public static TheoryData<string> Failing => Goldens.Failing;

    public static TheoryData<string, string, float> OftenRows => Outputs(array => array.StartsWith(Often, StringComparison.Ordinal));

    public static TheoryData<string, string, float> OtherRows => Outputs(array => !array.StartsWith(Often, StringComparison.Ordinal));

    private static LoraGoldens Goldens => LoraGoldens.Sdxl;

    private static FamilyGolden Family => FamilyGolden.Of("sdxl");

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AnyLayout_GivesTheReferencesWeights(string name) => small.Loras.AssertCase(name);

    [Theory]
    [MemberData(nameof(OftenRows))]
    public void Apply_OftenUsed_GivesTheReferencesPredictionAndText(string name, string array, float strength) =>
        AssertOutput(name, array, strength);

    [Theory]
    [MemberData(nameof(OtherRows))]
    [Trait("Category", "Long")]
    public void Apply_AnyStrength_GivesTheReferencesPredictionAndText(string name, string array, float strength) =>
        AssertOutput(name, array, strength);

    [Theory]
    [MemberData(nameof(Failing))]
    public void Load_WhatCannotBeApplied_IsRefused(string name) =>
        Assert.Equal(name == "oft/boft_no_alpha" ? EngineError.BadPrompt : EngineError.BadFile,
            Assert.Throws<EngineException>(() => small.Loras.Load(name, 1)).Kind);

    private void AssertOutput(string name, string array, float strength) => small.AssertOutput(name, array, strength, Predict);

    private Tensor Predict(DiffusionModel model)
    {
        using var lease = small.Loras.Pool.Lease(model.Network, CancellationToken.None);
        return lease.Session.Run(
            [
                small.First("sample", "unet_x"), small.First("timestep", "unet_timesteps"),
                small.First("encoder_hidden_states", "unet_context"), small.First("y", "unet_y"),
            ],
            ["out_sample"],
            CancellationToken.None)[0];
    }

    private static TheoryData<string, string, float> Outputs(Func<string, bool> wanted) =>
        Goldens.Outputs((name, array) => LoraGoldens.IsCompared(name) && wanted(array));

    public sealed class SmallModel() : LoraPredictions(Goldens, Family, Prompt);
}
