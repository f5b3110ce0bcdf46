using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class LatentNodeTests
{
    [Fact]
    public void EmptyLatentImage_Sizes_AreDividedByEight()
    {
        var latent = new EmptyLatentImage { Width = 72, Height = 40, BatchSize = 2 }.Run(Context());

        AssertSame(new Tensor(2, 4, 5, 9), latent.Samples);
        AssertSame(new Tensor(1, 16, 5, 9), new EmptySd3LatentImage { Width = 72, Height = 40 }.Run(Context()).Samples);
    }

    [Fact]
    public void EmptyLatentImage_BeyondMemory_IsRefusedInWords()
    {
        var exception = Assert.Throws<EngineException>(
            () => new EmptyLatentImage { Width = 16384, Height = 16384, BatchSize = 4096 }.Run(Context()));

        Assert.Equal(EngineError.OutOfMemory, exception.Kind);
    }

    [Fact]
    public void SetLatentNoiseMask_Mask_IsKeptBesideTheSamples()
    {
        var mask = new Studio.Engine.Imaging.Mask(Counting(1, 4, 4));

        var latent = new SetLatentNoiseMask { Samples = Latent(1, 4, 2, 2), Mask = mask }.Run(Context());

        AssertSame(mask.Values, latent.NoiseMask!);
    }

    [Theory]
    [InlineData(0, 0, 8, 16)]
    [InlineData(256, 128, 16, 32)]
    [InlineData(16, 16, 8, 8)]
    [InlineData(256, 0, 16, 32)]
    [InlineData(0, 256, 32, 64)]
    public void LatentUpscale_Sizes_FollowEachOther(int width, int height, int toHeight, int toWidth)
    {
        var latent = new LatentUpscale { Samples = Latent(1, 4, 8, 16), Width = width, Height = height }.Run(Context());

        Assert.Equal([1, 4, toHeight, toWidth], latent.Samples.Shape.ToArray());
    }

    [Fact]
    public void LatentUpscaleBy_Factor_RoundsSides() =>
        Assert.Equal([1, 4, 12, 4],
            new LatentUpscaleBy { Samples = Latent(1, 4, 8, 3), ScaleBy = 1.5 }.Run(Context()).Samples.Shape.ToArray());

    [Theory]
    [InlineData(1, 1, new[] { 1 })]
    [InlineData(-1, 5, new[] { 2 })]
    [InlineData(0, 9, new[] { 0, 1, 2 })]
    [InlineData(9, 1, new[] { 2 })]
    public void LatentFromBatch_Parts_KnowTheirDraws(int start, int length, int[] draws)
    {
        var part = new LatentFromBatch { Samples = Latent(3, 1, 1, 1), BatchIndex = start, Length = length }.Run(Context());

        Assert.Equal(draws, part.BatchIndex);
        Assert.Equal(draws.Select(draw => (float)draw), part.Samples.Span.ToArray());
    }

    [Fact]
    public void RepeatLatentBatch_BatchIndex_GoesOn()
    {
        var latent = new Latent(Counting(2, 1, 1, 1), BatchIndex: [3, 5]);

        var repeated = new RepeatLatentBatch { Samples = latent, Amount = 2 }.Run(Context());

        Assert.Equal([0, 1, 0, 1], repeated.Samples.Span.ToArray());
        Assert.Equal([3, 5, 6, 8], repeated.BatchIndex);
    }

    [Fact]
    public void RebatchLatents_Entries_AreRegroupedBySizeAndCount()
    {
        var batches = new RebatchLatents { Latents = [Latent(3, 1, 1, 1), Latent(1, 1, 1, 1), Latent(2, 1, 2, 2)], BatchSize = [2] }.Run(
            Context());

        Assert.Equal([2, 2, 2], batches.Select(batch => batch.Samples.Size(0)));
        Assert.Equal([0, 1], batches[0].BatchIndex!);
        Assert.Equal([1, 2, 2], batches[^1].Samples.Shape[1..].ToArray());
    }

    [Fact]
    public void LatentFlip_Axes_AreRowsAndColumns()
    {
        AssertSame(Values([1, 1, 2, 2], 2, 3, 0, 1),
            new LatentFlip { Samples = Latent(1, 1, 2, 2), FlipMethod = "x-axis: vertically" }.Run(Context()).Samples);
        AssertSame(Values([1, 1, 2, 2], 1, 0, 3, 2),
            new LatentFlip { Samples = Latent(1, 1, 2, 2), FlipMethod = "y-axis: horizontally" }.Run(Context()).Samples);
    }

    [Fact]
    public void LatentRotate_QuarterTurns_GoClockwise()
    {
        AssertSame(Values([1, 1, 3, 2], 3, 0, 4, 1, 5, 2),
            new LatentRotate { Samples = Latent(1, 1, 2, 3), Rotation = "90 degrees" }.Run(Context()).Samples);
        AssertSame(Values([1, 1, 2, 3], 5, 4, 3, 2, 1, 0),
            new LatentRotate { Samples = Latent(1, 1, 2, 3), Rotation = "180 degrees" }.Run(Context()).Samples);
        AssertSame(Values([1, 1, 3, 2], 2, 5, 1, 4, 0, 3),
            new LatentRotate { Samples = Latent(1, 1, 2, 3), Rotation = "270 degrees" }.Run(Context()).Samples);
    }

    [Fact]
    public void LatentCrop_Places_AreInPixels()
    {
        var cut = new LatentCrop { Samples = Latent(1, 1, 10, 10), Width = 64, Height = 64, X = 8, Y = 9999 }.Run(Context()).Samples;

        Assert.Equal([1, 1, 8, 8], cut.Shape.ToArray());
        Assert.Equal(21, cut.Span[0]);
    }

    [Fact]
    public void LatentComposite_Feathered_RampsInside()
    {
        var to = new Latent(Filled(0, 1, 1, 4, 4));
        var from = new Latent(Filled(1, 1, 1, 4, 4));

        var result = new LatentComposite { SamplesTo = to, SamplesFrom = from, X = 16, Feather = 16 }.Run(Context()).Samples;

        Assert.Equal([0, 0, 0.5f, 1], result.Span[..4].ToArray());
        AssertSame(to.Samples, new LatentComposite { SamplesTo = to, SamplesFrom = from, X = 800 }.Run(Context()).Samples);
    }

    [Fact]
    public void LatentCompositeMasked_Mask_WeighsTheSource()
    {
        var mask = new Studio.Engine.Imaging.Mask(Filled(0.25f, 1, 1, 1));

        var result = new LatentCompositeMasked { Destination = new Latent(Filled(4, 1, 1, 2, 2)),
            Source = new Latent(Filled(8, 1, 1, 1, 1)), X = 8, Mask = mask }.Run(Context());

        Assert.Equal([4, 5, 4, 4], result.Samples.Span.ToArray());
    }

    [Fact]
    public void LatentArithmetic_Pairs_AreComputedPerValue()
    {
        var (a, b) = (new Latent(Filled(3, 2, 1, 1, 1)), new Latent(Filled(1, 1, 1, 1, 1)));

        Assert.Equal([4, 4], new LatentAdd { Samples1 = a, Samples2 = b }.Run(Context()).Samples.Span.ToArray());
        Assert.Equal([2, 2], new LatentSubtract { Samples1 = a, Samples2 = b }.Run(Context()).Samples.Span.ToArray());
        Assert.Equal([-6, -6], new LatentMultiply { Samples = a, Multiplier = -2 }.Run(Context()).Samples.Span.ToArray());
        Assert.Equal([1.5f, 1.5f],
            new LatentBlend { Samples1 = a, Samples2 = b, BlendFactor = 0.25 }.Run(Context()).Samples.Span.ToArray());
        Assert.Throws<EngineException>(() => new LatentAdd { Samples1 = a, Samples2 = Latent(1, 2, 1, 1) }.Run(Context()));
    }

    [Fact]
    public void LatentInterpolate_Vectors_KeepMixedLengths()
    {
        var first = new Latent(Values([1, 2, 1, 1], 2, 0));
        var second = new Latent(Values([1, 2, 1, 1], 0, 4));

        var mixed = new LatentInterpolate { Samples1 = first, Samples2 = second, Ratio = 0.5 }.Run(Context()).Samples.Span.ToArray();

        Assert.Equal(3, MathF.Sqrt((mixed[0] * mixed[0]) + (mixed[1] * mixed[1])), 1e-5);
        Assert.Equal(mixed[0], mixed[1], 1e-5);
    }

    [Fact]
    public void LatentBatch_Sizes_FollowTheFirst()
    {
        var batch = new LatentBatch { Samples1 = Latent(1, 4, 2, 2), Samples2 = Latent(2, 4, 4, 4) }.Run(Context());

        Assert.Equal([3, 4, 2, 2], batch.Samples.Shape.ToArray());
        Assert.Equal([0, 0, 1], batch.BatchIndex!);
    }
}
