using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Playground 2.5 by its formulas: the space of its latents, and what its network's result means.</summary>
public sealed class PlaygroundTests
{
    /// <summary>As Playground 2.5's public code has it: (z - mean) 0.5 / std, and back.</summary>
    [Fact]
    public void Latents_OfPlayground_AreOfOneMeanAndDeviation()
    {
        var format = ModelDetector.Describe(FamilyDetectionTests.Header("playground_v25"))!.Family!.Latent;
        var latent = new Tensor(new[] { 1f, -2, 3, 10, 0, 0.5f, -7, 4 }, 1, 4, 1, 2);

        var inside = format.ToModel(latent);

        float[] expected =
        [
            2.6574f * 0.5f / 8.4927f, -0.3426f * 0.5f / 8.4927f, 1.114f * 0.5f / 5.9022f, 8.114f * 0.5f / 5.9022f,
            1.383f * 0.5f / 6.5498f, 1.883f * 0.5f / 6.5498f, -9.5155f * 0.5f / 5.2299f, 1.4845f * 0.5f / 5.2299f,
        ];
        Compare.AssertMaximumError(new Tensor(expected, 1, 4, 1, 2), inside, 1e-6);
        Compare.AssertMaximumError(latent, format.FromModel(inside), 1e-5);
    }

    /// <summary>At sigma 2, of a network that gives f: c_skip x + c_out f with sigma_data 0.5 (Karras et al. 2022, table 1).</summary>
    [Fact]
    public void Prediction_OfPlayground_IsThatOfKarras()
    {
        var family = ModelDetector.Describe(FamilyDetectionTests.Header("playground_v25"))!.Family!;
        var (x, f) = (new Tensor(new[] { 3f }, 1, 1, 1, 1), new Tensor(new[] { 0.25f }, 1, 1, 1, 1));

        Assert.Equal(3 / Math.Sqrt(4.25), family.Parameterization.ScaleInput(x, 2).Span[0], 1e-6);
        Assert.Equal((3 * 0.25 / 4.25) + (0.25 * 2 * 0.5 / Math.Sqrt(4.25)), family.Parameterization.Denoised(x, f, 2).Span[0], 1e-6);
        Assert.Equal(Math.Log(2) / 4, family.Sigmas.Timestep(2), 1e-6);
    }

    /// <summary>A file that was saved without its mean and deviation is told by the node what it is.</summary>
    [Fact]
    public void Node_OnAFileThatDoesNotSaySo_GivesWhatTheFamilyHas()
    {
        var (plain, marked) = (Model("sdxl_base"), Model("playground_v25"));
        Assert.NotEqual(marked.Latent, plain.Latent);

        var told = Sampled(plain, "edm_playground_v2.5");

        Assert.Same(marked.Latent, told.Latent);
        Assert.Equal(marked.Sigmas.SigmaMax, told.Sigmas.SigmaMax);
        Assert.Equal(marked.Sigmas.SigmaMin, told.Sigmas.SigmaMin);
        var (x, f) = (new Tensor(new[] { 3f }, 1, 1, 1, 1), new Tensor(new[] { 0.25f }, 1, 1, 1, 1));
        Assert.Equal(marked.Parameterization.Denoised(x, f, 2).Span[0], told.Parameterization.Denoised(x, f, 2).Span[0]);
        Assert.Same(plain.Latent, Sampled(plain, "edm").Latent);
    }

    [Fact]
    public void Node_OnAModelOfOtherChannels_SaysWhatItTakes()
    {
        var fault = Assert.Throws<EngineException>(() => Sampled(Model("sd35_medium"), "edm_playground_v2.5"));
        Assert.Contains("4 channels", fault.Message, StringComparison.Ordinal);
        Assert.Contains("16", fault.Message, StringComparison.Ordinal);
    }

    private static DiffusionModel Sampled(DiffusionModel model, string sampling) =>
        new ModelSamplingContinuousEdm { Model = model, Sampling = sampling, SigmaMax = 80, SigmaMin = 0.002 }.Run(null!);

    private static DiffusionModel Model(string file)
    {
        var family = ModelDetector.Describe(FamilyDetectionTests.Header(file))!.Family!;
        return new DiffusionModel(new NetworkRecipe(new HeaderOnly(family), family.Find(NetworkRole.Denoiser)!));
    }

    /// <summary>A file of which nobody reads more than what its names say.</summary>
    private sealed class HeaderOnly(ModelFamily family) : ModelSource("a.safetensors", default, family)
    {
        public override long EstimateBytes(Network network, ModelPoolOptions options) => 0;

        public override LoadedNetwork Build(Network network, WeightChanges changes, GraphPatches patches, ModelPoolOptions options,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public override IReadOnlyDictionary<string, TensorEntry> Weights(Network network) => throw new NotSupportedException();

        public override WeightReader OpenWeights(Network network, WeightChanges changes, KeptTypes kept,
            CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
