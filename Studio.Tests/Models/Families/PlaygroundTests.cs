using Studio.Engine.Models;
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
}
