using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class GuiderNodeTests
{
    private static readonly Tensor First = Values([1, 1, 1, 2], 3, 1);
    private static readonly Tensor Second = Values([1, 1, 1, 2], 2, 5);
    private static readonly Tensor Negative = Values([1, 1, 1, 2], 1, -1);

    /// <summary>negative + 2·(second - negative) + 3·(first - second), and the same nested.</summary>
    [Theory]
    [InlineData(false, 1 + (2 * 1) + (3 * 1), -1 + (2 * 6) + (3 * -4))]
    [InlineData(true, 1 + (2 * (2 + (3 * 1) - 1)), -1 + (2 * (5 + (3 * -4) + 1)))]
    public void DualGuider_Scales_CountInTheirPairs(bool nested, float x, float y)
    {
        var guider = new DualGuider(null!, new Conditioning([]), new Conditioning([]), new Conditioning([]), 3, 2, nested);

        AssertSame(Values([1, 1, 1, 2], x, y), guider.Guide(new GuidedStep(First, 1) { Predictions = [First, Second, Negative] }));
    }

    [Fact]
    public void DualGuider_NegativeThatChangesNothing_IsNotAskedFor()
    {
        var guider = new DualGuider(null!, new Conditioning([]), new Conditioning([]), new Conditioning([]), 3, 1, Nested: false);

        Assert.False(guider.Needs(2, 1));
        AssertSame(Values([1, 1, 1, 2], 5, -7), guider.Guide(new GuidedStep(First, 1) { Predictions = [First, Second, null] }));
    }

    /// <summary>What points the way of the positive is left out of the negative.</summary>
    [Fact]
    public void PerpendicularGuider_ParallelPart_IsNotTakenAway()
    {
        var (positive, negative, empty) = (Values([1, 1, 1, 2], 2, 0), Values([1, 1, 1, 2], 5, 3), Values([1, 1, 1, 2], 1, 0));

        AssertSame(Values([1, 1, 1, 2], 1 + (4 * 1), 4 * -0.5f * 3), PerpendicularGuider.Combine(positive, negative, empty, 4, 0.5));
    }

    [Fact]
    public void Sigmas_FirstAndBetween_AreSet()
    {
        var levels = new NoiseLevels(new float[] { 14, 10, 4, 0 });

        Assert.Equal([136, 10, 4, 0], new SetFirstSigma { Sigmas = levels }.Run(Context()).Values.ToArray());
        Assert.Equal([14, 10, 7, 4, 0],
            new ExtendIntermediateSigmas { Sigmas = levels, EndAtSigma = 10, StartAtSigma = 13 }.Run(Context()).Values.ToArray());
    }

    [Fact]
    public void ResizeAndPadImage_WhatIsLeft_IsPadded()
    {
        var padded = new ResizeAndPadImage
        {
            Image = new Image(Filled(0.5f, 1, 2, 4, 3)), TargetWidth = 4, TargetHeight = 4, Interpolation = "nearest-exact",
        }.Run(Context()).Pixels;

        Assert.Equal([1, 4, 4, 3], padded.Shape.ToArray());
        Assert.Equal((1f, 0.5f, 1f), (padded.Span[0], padded.Span[4 * 3], padded.Span[^1]));
    }

    [Fact]
    public void ImageAddNoise_Seed_GivesTheSameGrain()
    {
        ImageAddNoise Node(ulong seed) => new() { Image = new Image(Filled(0.5f, 1, 8, 8, 3)), Seed = seed, Strength = 0.1 };

        AssertSame(Node(3).Run(Context()).Pixels, Node(3).Run(Context()).Pixels);
        Assert.NotEqual(Node(3).Run(Context()).Pixels.Span.ToArray(), Node(4).Run(Context()).Pixels.Span.ToArray());
    }
}
