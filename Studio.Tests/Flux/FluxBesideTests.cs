using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Flux;

/// <summary>FLUX.1 Fill, Canny and Depth: what they see beside the noise, by its formula.</summary>
public sealed class FluxBesideTests
{
    private static readonly LatentFormat Format = LatentFormats.Flux;

    private static FluxTransformer Network(int channels) => new("", channels, 16, 256, 2, 1024, 1, 1, 128, 64);

    [Fact]
    public void Fill_PictureAndMask_AreScaledAndCutIntoSquares()
    {
        var (picture, mask) = (new Tensor(1, 16, 2, 3), new Tensor(1, 16, 24));
        for (var i = 0; i < picture.Length; i++)
            picture.Span[i] = i;
        for (var i = 0; i < mask.Length; i++)
            mask.Span[i] = i / 1000f;
        var entry = new ConditioningEntry(new Tensor(1, 1, 128)) { ConcatLatent = picture, ConcatMask = mask };
        var beside = ConcatChannels.Of(entry, start: null, new Tensor(2, 16, 2, 3), Network(96), Format);
        Assert.Equal([2, 80, 2, 3], beside.Shape.ToArray());
        for (var b = 0; b < 2; b++)
        {
            var numbers = beside.Slice(b).Span;
            Assert.Equal((picture.Span[7] - 0.1159f) * 0.3611f, numbers[7], 1e-5f);
            // channel 16 + 8 * 5 + 3: row 5 and column 3 of each square; here of the square in row 1 and column 2
            Assert.Equal(mask.Span[((8 + 5) * 24) + (2 * 8) + 3], numbers[((16 + (8 * 5) + 3) * 6) + 5]);
        }
    }

    [Fact]
    public void Fill_WithoutPictureAndMask_SeesAnEmptyOneAndRepaintsAll()
    {
        var beside = ConcatChannels.Of(new ConditioningEntry(new Tensor(1, 1, 128)), start: null, new Tensor(1, 16, 2, 3), Network(96),
            Format);
        Assert.All(beside.Span[..(16 * 6)].ToArray(), number => Assert.Equal(-0.1159f * 0.3611f, number, 1e-6f));
        Assert.All(beside.Span[(16 * 6)..].ToArray(), number => Assert.Equal(1, number));
    }

    [Fact]
    public void CannyAndDepth_Picture_IsScaled()
    {
        var picture = new Tensor(1, 16, 2, 3);
        picture.Span.Fill(2);
        var beside = ConcatChannels.Of(new ConditioningEntry(new Tensor(1, 1, 128)) { ConcatLatent = picture }, start: null,
            new Tensor(1, 16, 2, 3), Network(32), Format);
        Assert.Equal([1, 16, 2, 3], beside.Shape.ToArray());
        Assert.All(beside.Span.ToArray(), number => Assert.Equal((2 - 0.1159f) * 0.3611f, number, 1e-6f));
    }
}
