using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

public sealed class ParameterizationTests
{
    private static readonly Tensor Picture = Noise.Normal(1, 1, 4, 4, 4);
    private static readonly Tensor Noisy = Noise.Normal(2, 1, 4, 4, 4);

    [Theory]
    [InlineData(0.03f)]
    [InlineData(1)]
    [InlineData(14.6f)]
    public void Denoised_PerfectNoisePrediction_IsThePicture(float sigma) =>
        ComfyNumbers.AssertClose(Picture.Span, Parameterization.Epsilon.Denoised(Added(sigma), Noisy, sigma).Span, 0, 1e-5);

    [Theory]
    [InlineData(0.03f)]
    [InlineData(1)]
    [InlineData(14.6f)]
    public void Denoised_PerfectVelocityPrediction_IsThePicture(float sigma)
    {
        // v = alpha noise - sigma' x0 with alpha = 1 / sqrt(sigma^2 + 1) and sigma' = sigma alpha
        var alpha = 1 / MathF.Sqrt((sigma * sigma) + 1);
        var velocity = Noisy.Times(alpha).AddInPlace(Picture.Times(-sigma * alpha));
        ComfyNumbers.AssertClose(Picture.Span, Parameterization.Velocity.Denoised(Added(sigma), velocity, sigma).Span, 0, 1e-5);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.9f)]
    [InlineData(1)]
    public void Denoised_PerfectFlowPrediction_IsThePicture(float sigma)
    {
        var x = Parameterization.Flow.Start(Noisy, Picture, sigma, maxDenoise: sigma == 1);
        var flow = Noisy.Clone().AddInPlace(Picture.Times(-1));
        ComfyNumbers.AssertClose(Picture.Span, Parameterization.Flow.Denoised(x, flow, sigma).Span, 0, 1e-5);
    }

    [Fact]
    public void Start_MaxDenoise_CarriesAllTheVariance()
    {
        var zero = Noisy.ZerosLike();
        Assert.Equal(Noisy.Times(MathF.Sqrt(10)).Span.ToArray(),
            Parameterization.Epsilon.Start(Noisy, zero, 3, maxDenoise: true).Span.ToArray());
        Assert.Equal(Noisy.Times(3).Span.ToArray(), Parameterization.Epsilon.Start(Noisy, zero, 3, maxDenoise: false).Span.ToArray());
    }

    [Fact]
    public void ScaleInput_OfNoiseAtItsSigma_HasUnitVariance()
    {
        var x = Noise.Normal(4, 1, 4, 64, 64).Times(MathF.Sqrt((7f * 7) + 1));
        Assert.Equal(1, Parameterization.Velocity.ScaleInput(x, 7).Span.ToArray().Average(value => value * value), 0.05);
        Assert.Same(x, Parameterization.Flow.ScaleInput(x, 0.5f));
    }

    [Fact]
    public void Finish_WithNoiseLeft_UndoesThePicturesWeightInFlow()
    {
        Assert.Equal(Picture.Times(1 / 0.75f).Span.ToArray(), Parameterization.Flow.Finish(Picture, 0.25f).Span.ToArray());
        Assert.Same(Picture, Parameterization.Flow.Finish(Picture, 0));
        Assert.Same(Picture, Parameterization.Epsilon.Finish(Picture, 3));
    }

    [Fact]
    public void Combine_ScaleOne_IsTheConditionalAndZeroTheOther()
    {
        ComfyNumbers.AssertClose(Picture.Span, Guidance.Combine(Picture, Noisy, 1).Span, 0, 1e-6);
        ComfyNumbers.AssertClose(Noisy.Span, Guidance.Combine(Picture, Noisy, 0).Span, 0, 1e-6);
        Assert.Equal(Noisy.Span[0] + (7.5f * (Picture.Span[0] - Noisy.Span[0])), Guidance.Combine(Picture, Noisy, 7.5).Span[0], 1e-5);
        Assert.True(Guidance.IsConditionalOnly(1) && !Guidance.IsConditionalOnly(1.0001));
    }

    private static Tensor Added(float sigma) => Noisy.Times(sigma).AddInPlace(Picture);
}
