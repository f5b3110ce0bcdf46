using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;
using Studio.Tests.Support;
using static Studio.Tests.Support.PatchGoldens;

namespace Studio.Tests.Diffusion;

/// <summary>What the model patch nodes let a model predict and how they guide, against the papers' formulas.</summary>
public sealed class PatchedSamplingTests
{
    [Fact]
    public void Rescaled_TwoPredictions_EqualsTheDefinition()
    {
        var golden = All["rescale"]!;
        var (x, cond, uncond) = (Tensor(golden["x"]), Tensor(golden["cond"]), Tensor(golden["uncond"]));
        var rescaled = Guidance.Rescaled(x, cond, uncond, (float)golden["sigma"]!, (double)golden["scale"]!, (double)golden["multiplier"]!);
        Compare.AssertMaximumError(Tensor(golden["expected"]), rescaled, 2e-5);
        Compare.AssertMaximumError(Guidance.Combine(cond, uncond, 7), Guidance.Rescaled(x, cond, uncond, 2.5f, 7, 0), 2e-5);
    }

    [Fact]
    public void Away_FromAPrediction_AddsTheScaledDifference()
    {
        Tensor Of(params float[] values) => new(values, 1, 1, 1, 2);
        Assert.Equal([16, 12], Guidance.Away(Of(10, 0), Of(5, 7), Of(3, 3), 3).Span.ToArray());
    }

    [Fact]
    public void Distilled_OfTheTrainingSchedule_KeepsEveryTwentiethLevel()
    {
        var golden = All["distilled"]!;
        var table = SigmaTable.Distilled(SigmaTable.StableDiffusion);
        var expected = golden["sigmas"]!.AsArray().Select(sigma => (float)sigma!).ToArray();
        Assert.Equal(expected.Length, table.Count);
        Assert.All(expected.Zip(table.Sigmas.ToArray()), pair => Assert.Equal(pair.First, pair.Second, pair.First * 1e-5));
        Assert.Equal((float)golden["timestep_of_2"]!, table.Timestep(2));
        Assert.Equal((float)golden["sigma_of_500"]!, table.Sigma(500), 1e-4);
        Assert.Equal((999f, 19f), (table.Timestep(1000), table.Timestep(0.001f)));
        Assert.Equal(table.Sigma(999 * 0.75f), table.PercentToSigma(0.25f), 1e-5);
    }

    [Fact]
    public void Denoised_OfOtherPredictions_EqualsTheDefinition()
    {
        var lcm = All["lcm"]!;
        var consistency = Parameterization.Consistency(SigmaTable.Distilled(SigmaTable.StableDiffusion));
        Compare.AssertMaximumError(Tensor(lcm["expected"]), consistency.Denoised(Tensor(lcm["x"]), Tensor(lcm["output"]), 2), 1e-5);

        var edm = All["edm"]!;
        Compare.AssertMaximumError(Tensor(edm["scaled"]), Parameterization.Edm(0.5f).ScaleInput(Tensor(edm["x"]), 2), 1e-6);
        Compare.AssertMaximumError(Tensor(edm["expected"]),
            Parameterization.Edm(0.5f).Denoised(Tensor(edm["x"]), Tensor(edm["output"]), 2), 1e-6);

        var (x, output) = (Tensor(edm["x"]), Tensor(edm["output"]));
        foreach (var picture in new[] { Parameterization.ImageToImage, Parameterization.ImageToImageFlow })
        {
            Assert.Same(x, picture.ScaleInput(x, 2));
            Assert.Same(output, picture.Denoised(x, output, 2));
        }
        Assert.Same(x, Parameterization.ImageToImageFlow.Start(output, x, 1, maxDenoise: true));
    }
}
