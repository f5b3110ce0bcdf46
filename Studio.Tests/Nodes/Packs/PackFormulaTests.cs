using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes.Packs.ControlAlt;
using Studio.Engine.Nodes.Packs.ControlAux;
using Studio.Engine.Nodes.Packs.MultiAngle;
using Studio.Engine.Nodes.Packs.SwarmUI;
using Studio.Engine.Tensors;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes.Packs;

/// <summary>Classes of packs of which nothing is recorded, from what they are said to do.</summary>
public sealed class PackFormulaTests
{
    [Theory]
    [InlineData(0, 0, 5, "<sks> front view eye-level shot medium shot")]
    [InlineData(350, -30, 0, "<sks> front view low-angle shot wide shot")]
    [InlineData(45, 30, 10, "<sks> front-right quarter view elevated shot close-up")]
    [InlineData(292, 60, 6, "<sks> left side view high-angle shot close-up")]
    [InlineData(293, 15, 2, "<sks> front-left quarter view elevated shot medium shot")]
    [InlineData(360, 14, 1, "<sks> front view eye-level shot wide shot")]
    public void Camera_Angles_AreSaidInWords(int across, int up, double zoom, string prompt) =>
        Assert.Equal(prompt, new MultiAngleCamera { HorizontalAngle = across, VerticalAngle = up, Zoom = zoom }.Run(Context()).Prompt);

    /// <summary>A step of 200 gives slopes of 800 on both sides of it; the thinned edge is one pixel wide.</summary>
    [Fact]
    public void CannyEdges_AStep_IsALine()
    {
        var picture = new Tensor(1, 64, 64, 3);
        for (var i = 0; i < picture.Length; i++)
            picture.Span[i] = i / 3 % 64 < 32 ? 0 : 200 / 255f;
        var edges = new CannyEdgePreprocessor { Image = new Image(picture), Resolution = 64 }.Run(Context()).Pixels;

        Assert.Equal([1, 64, 64, 3], edges.Shape.ToArray());
        for (var x = 0; x < 64; x++)
            Assert.Equal(x == 31 ? 1 : 0, edges.Span[((20 * 64) + x) * 3]);
        Assert.DoesNotContain(1f, new CannyEdgePreprocessor
        {
            Image = new Image(Mixed(picture, 0.1f)), Resolution = 64,
        }.Run(Context()).Pixels.Span.ToArray());
    }

    [Fact]
    public void Preprocessors_Sizes_FollowTheShorterSide()
    {
        var picture = new Image(Filled(0.25f, 2, 32, 64, 3));

        Assert.Equal([2, 64, 128, 3], new AnyPreprocessor { Image = picture, Preprocessor = "CannyEdgePreprocessor", Resolution = 64 }
            .Run(Context()).Pixels.Shape.ToArray());
        AssertSame(Filled(0.75f, 2, 64, 128, 3), new AnyPreprocessor
        {
            Image = picture, Preprocessor = "InvertPreprocessor", Resolution = 64,
        }.Run(Context()).Pixels);
        Assert.Equal(1024, new PixelPerfectResolution
        {
            OriginalImage = picture, ImageGenWidth = 1024, ImageGenHeight = 1024, ResizeMode = "Just Resize",
        }.Run(Context()).ResolutionInt);
        Assert.Equal(512, new PixelPerfectResolution
        {
            OriginalImage = picture, ImageGenWidth = 1024, ImageGenHeight = 1024, ResizeMode = "Resize and Fill",
        }.Run(Context()).ResolutionInt);
    }

    [Fact]
    public void InpaintPreprocessor_MaskedPixels_AreBelowBlack()
    {
        var marked = new InpaintPreprocessor
        {
            Image = new Image(Filled(0.5f, 1, 1, 2, 3)), Mask = new Mask(Values([1, 1, 2], 0, 1)),
        }.Run(Context()).Pixels;

        AssertSame(Values([1, 1, 2, 3], 0.5f, 0.5f, 0.5f, -1, -1, -1), marked);
    }

    [Fact]
    public void SaveImageSocket_EachPicture_FollowsItsSign()
    {
        var events = new Recorder();

        new SaveImageSocket { Images = new Image(Filled(0.5f, 2, 4, 4, 3)) }.Run(Context(events));

        Assert.Equal(2, events.All.OfType<ExecutionEvent.Preview>().Count(preview => preview.MimeType == "image/png"));
        Assert.All(events.All.OfType<ExecutionEvent.Progress>(), progress => Assert.Equal((12345, 12345), (progress.Value, progress.Max)));
        Assert.Equal(events.All.Count - 1, events.All.ToList().FindLastIndex(one => one is ExecutionEvent.Progress));
    }

    [Theory]
    [InlineData("1:1", 1.0, 64, 1024, 1024)]
    [InlineData("16:9", 1.0, 64, 1344, 768)]
    [InlineData("9:21", 0.5, 8, 464, 1080)]
    public void RatioSizes_Shapes_GiveSizes(string ratio, double megapixels, int multiple, int width, int height) =>
        Assert.Equal((width, height), RatioSizes.Of(ratio, megapixels, multiple));

    [Fact]
    public void RatioSizes_NoRatio_IsToldInWords() =>
        Assert.Contains("16:9", Assert.Throws<EngineException>(() => RatioSizes.Of("wide", 1, 8)).Message, StringComparison.Ordinal);

    [Fact]
    public void SwarmMasks_AreMadeAndBlended()
    {
        var half = new SquareMaskFromPercent { X = 0.25, Y = 0.5, Width = 0.5, Height = 0.25, Strength = 0.5 }.Run(Context()).Values;
        Assert.Equal(0.5 * 128 * 64, half.Span.ToArray().Sum(), 1e-3);
        Assert.Equal((0f, 0.5f), (half.Span[(128 * 256) + 63], half.Span[(128 * 256) + 64]));

        var (a, b) = (new Latent(Filled(1, 1, 4, 2, 2)), new Latent(Filled(3, 1, 4, 2, 2)));
        var blended = new LatentBlendMasked { Samples0 = a, Samples1 = b, Mask = new Mask(Filled(1, 1, 2, 2)),
            BlendFactor = 0.25 }.Run(Context());
        AssertSame(Filled(1.5f, 1, 4, 2, 2), blended.Samples);
        AssertSame(Values([1, 1, 3], 0, 0.5f, 1), new MaskThreshold { Mask = new Mask(Values([1, 1, 3], 0.1f, 0.5f,
            0.9f)) }.Run(Context()).Values);
        Assert.Throws<EngineException>(() => new MaskThreshold { Mask = new Mask(Filled(1, 1, 1, 1)), Min = 0.8,
            Max = 0.8 }.Run(Context()));
    }

    private static Tensor Mixed(Tensor picture, float factor)
    {
        var mixed = picture.Clone();
        foreach (ref var value in mixed.Span)
            value *= factor;
        return mixed;
    }
}
