using Studio.Engine.Imaging;
using Studio.Engine.Nodes;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class ImageStitchTests
{
    private static readonly Image Dark = new(Filled(0.2f, 1, 2, 1, 3));

    [Fact]
    public void ImageStitch_NoSecond_GivesTheFirst() => Assert.Same(Dark, new ImageStitch { Image1 = Dark }.Run(Context()));

    [Theory]
    [InlineData("right", new[] { 0.2f, 0.6f })]
    [InlineData("left", new[] { 0.6f, 0.2f })]
    public void ImageStitch_Sideways_IsAsHighAsTheFirst(string direction, float[] row)
    {
        var bright = new Image(Filled(153 / 255f, 1, 4, 2, 3));

        var joined = new ImageStitch { Image1 = Dark, Image2 = bright, Direction = direction }.Run(Context()).Pixels;

        Assert.Equal([1, 2, 2, 3], joined.Shape.ToArray());
        AssertSame(Values([2], row), Values([2], joined.Span[0], joined.Span[3]));
    }

    [Fact]
    public void ImageStitch_Lengths_AreCutOff() =>
        Assert.Equal([1, 7, 5 + 3, 3],
            new ImageStitch { Image1 = Image(1, 7, 5, 3), Image2 = Image(1, 9, 5, 3) }.Run(Context()).Pixels.Shape.ToArray());

    [Theory]
    [InlineData("down", new[] { 0.2f, 0.2f, 1, 0, 0, 1, 0, 0, 0.6f })]
    [InlineData("up", new[] { 0.6f, 1, 0, 0, 1, 0, 0, 0.2f, 0.2f })]
    public void ImageStitch_OddGap_IsMadeEven(string direction, float[] expected)
    {
        var bright = new Image(Filled(0.6f, 1, 1, 1, 3));

        var pixels = new ImageStitch { Image1 = Dark, Image2 = bright, Direction = direction, SpacingWidth = 1, SpacingColor = "red",
            MatchImageSize = false }.Run(Context()).Pixels;

        Assert.Equal([1, 5, 1, 3], pixels.Shape.ToArray());
        var column = pixels.Span.ToArray().Chunk(3).SelectMany(pixel => pixel[0] == pixel[1] ? pixel[..1] : pixel).ToArray();
        AssertSame(Values([9], expected), Values([9], column));
    }

    [Theory]
    [InlineData("white", 1)]
    [InlineData("black", 0)]
    [InlineData("green", 0)]
    public void ImageStitch_OwnSizes_AreCentred(string colour, float margin)
    {
        var tall = new Image(Filled(0.6f, 1, 7, 1, 3));

        var pixels = new ImageStitch { Image1 = Dark, Image2 = tall, MatchImageSize = false, SpacingColor = colour }.Run(Context()).Pixels;

        Assert.Equal([1, 7, 2, 3], pixels.Shape.ToArray());
        AssertSame(Values([7], margin, margin, 0.2f, 0.2f, margin, margin, margin),
            Values([7], [.. Enumerable.Range(0, 7).Select(row => pixels.Span[row * 6])]));
    }

    [Fact]
    public void ImageStitch_BatchesAndAlpha_AreMadeAlike()
    {
        var three = new Image(Counting(3, 2, 1, 3));
        var one = new Image(Filled(0, 1, 2, 1, 4));

        var pixels = new ImageStitch { Image1 = three, Image2 = one, MatchImageSize = false, SpacingWidth = 2, SpacingColor = "blue" }.Run(
            Context()).Pixels;

        Assert.Equal([3, 2, 4, 4], pixels.Shape.ToArray());
        AssertSame(Values([16], 12, 13, 14, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0), pixels.Slice(2).Reshape(32).Slice(0, 16));
    }
}
