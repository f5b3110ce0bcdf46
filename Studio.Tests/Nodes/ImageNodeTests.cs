using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class ImageNodeTests
{
    [Fact]
    public void ImageScale_Sizes_Follow()
    {
        var image = Image(1, 4, 8, 3);

        Assert.Equal([1, 6, 12, 3], new ImageScale { Image = image, Width = 12, Height = 0 }.Run(Context()).Pixels.Shape.ToArray());
        Assert.Equal([1, 6, 12, 3], new ImageScaleBy { Image = image, ScaleBy = 1.5 }.Run(Context()).Pixels.Shape.ToArray());
        Assert.Equal([1, 5, 10, 3], new ImageScaleToMaxDimension { Image = image, LargestSize = 10 }.Run(Context()).Pixels.Shape.ToArray());
        Assert.Equal(
            [1, 72, 144, 3],
            new ImageScaleToTotalPixels { Image = image, Megapixels = 0.01, ResolutionSteps = 8 }.Run(Context()).Pixels.Shape.ToArray());
    }

    [Fact]
    public void EmptyImage_Colour_IsRedGreenBlue() =>
        AssertSame(Values([1, 1, 1, 3], 1, 128 / 255f, 0),
            new EmptyImage { Width = 1, Height = 1, Color = 0xFF8000 }.Run(Context()).Pixels);

    [Fact]
    public void ImageInvert_Values_AreMirrored() =>
        AssertSame(Filled(0.75f, 1, 1, 1, 3), new ImageInvert { Image = new Image(Filled(0.25f, 1, 1, 1, 3)) }.Run(Context()).Pixels);

    [Fact]
    public void ImageBatch_Shapes_FollowTheFirst()
    {
        var batch = new ImageBatch { Image1 = Image(1, 2, 2, 4), Image2 = new Image(Filled(0.5f, 2, 4, 4, 3)) }.Run(Context()).Pixels;

        Assert.Equal([3, 2, 2, 4], batch.Shape.ToArray());
        Assert.Equal([0.5f, 0.5f, 0.5f, 1], batch.Span[^4..].ToArray());
    }

    [Fact]
    public void ImageBatches_Parts_AreTakenAndRepeated()
    {
        var image = Image(3, 1, 1, 3);

        AssertSame(image.Pixels.Slice(1, 2), new ImageFromBatch { Image = image, BatchIndex = 1, Length = 9 }.Run(Context()).Pixels);
        AssertSame(image.Pixels.Slice(2, 1), new ImageFromBatch { Image = image, BatchIndex = -1 }.Run(Context()).Pixels);
        Assert.Equal(6, new RepeatImageBatch { Image = image, Amount = 2 }.Run(Context()).Count);
        Assert.Equal([2, 2, 1],
            new RebatchImages { Images = [image, Image(2, 1, 1, 3)], BatchSize = [2] }.Run(Context()).Select(batch => batch.Count));
        Assert.Equal(new ImageSize(1, 1, 3), new GetImageSize { Image = image }.Run(Context()));
    }

    [Fact]
    public void ImageCrop_Outside_IsLeftOut()
    {
        var cut = new ImageCrop { Image = Image(1, 4, 4, 3), Width = 10, Height = 1, X = 2, Y = 1 }.Run(Context()).Pixels;

        AssertSame(Values([1, 1, 2, 3], 18, 19, 20, 21, 22, 23), cut);
        Assert.Equal([1, 1, 1, 3], new ImageCrop { Image = Image(1, 4, 4, 3), X = 99, Y = 99 }.Run(Context()).Pixels.Shape.ToArray());
    }

    [Fact]
    public void ImageTurns_Pixels_StayWhole()
    {
        AssertSame(Values([1, 2, 1, 3], 0, 1, 2, 3, 4, 5),
            new ImageRotate { Image = Image(1, 1, 2, 3), Rotation = "90 degrees" }.Run(Context()).Pixels);
        AssertSame(Values([1, 1, 2, 3], 3, 4, 5, 0, 1, 2),
            new ImageFlip { Image = Image(1, 1, 2, 3), FlipMethod = "y-axis: horizontally" }.Run(Context()).Pixels);
        AssertSame(Values([1, 1, 2, 3], 0, 1, 2, 3, 4, 5),
            new ImageFlip { Image = Image(1, 1, 2, 3), FlipMethod = "x-axis: vertically" }.Run(Context()).Pixels);
    }

    [Theory]
    [InlineData("normal", 0.8)]
    [InlineData("multiply", 0.32)]
    [InlineData("screen", 0.88)]
    [InlineData("overlay", 0.64)]
    [InlineData("soft_light", 0.5394733)]
    [InlineData("difference", 0)]
    public void ImageBlend_Modes_FollowTheirFormulas(string mode, double expected)
    {
        var (a, b) = (new Image(Filled(0.4f, 1, 1, 1, 3)), new Image(Filled(0.8f, 1, 1, 1, 3)));

        AssertSame(Filled((float)expected, 1, 1, 1, 3),
            new ImageBlend { Image1 = a, Image2 = b, BlendFactor = 1, BlendMode = mode }.Run(Context()).Pixels);
    }

    [Fact]
    public void ImageBlur_Plain_StaysPlainAndAPointSpreads()
    {
        AssertSame(Filled(0.3f, 1, 5, 5, 3),
            new ImageBlur { Image = new Image(Filled(0.3f, 1, 5, 5, 3)), BlurRadius = 2 }.Run(Context()).Pixels);
        var point = Filled(0, 1, 3, 3, 1);
        point.Span[4] = 1;
        var weight = (float)Math.Exp(-0.5);
        var sum = (1 + (2 * weight)) * (1 + (2 * weight));

        var blurred = new ImageBlur { Image = new Image(point), BlurRadius = 1, Sigma = 1 }.Run(Context()).Pixels;

        Assert.Equal(1 / sum, blurred.Span[4], 1e-5);
        Assert.Throws<EngineException>(() => new ImageBlur { Image = new Image(point), BlurRadius = 3 }.Run(Context()));
    }

    [Fact]
    public void ImageSharpen_Point_IsRaised()
    {
        var edge = Filled(0.4f, 1, 3, 3, 1);
        edge.Span[4] = 0.5f;

        var sharp = new ImageSharpen { Image = new Image(edge), Alpha = 0.1 }.Run(Context()).Pixels;

        Assert.True(sharp.Span[4] > 0.55f);
        Assert.True(sharp.Span[0] < 0.4f);
    }

    [Fact]
    public void ImageCompositeMasked_Source_LiesThroughTheMask()
    {
        var (to, from) = (new Image(Filled(0, 1, 1, 3, 3)), new Image(Filled(1, 1, 1, 2, 4)));

        var result = new ImageCompositeMasked { Destination = to, Source = from, X = 1, Mask = new Mask(Filled(0.5f, 1, 1, 2)) }.Run(
            Context()).Pixels;

        AssertSame(Values([1, 1, 3, 3], 0, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f), result);
    }

    [Fact]
    public void Alpha_SplitAndJoined_IsTheSamePicture()
    {
        var image = new Image(Values([1, 1, 2, 4], 0.1f, 0.2f, 0.3f, 0.25f, 0.4f, 0.5f, 0.6f, 1));

        var parts = new SplitImageWithAlpha { Image = image }.Run(Context());

        AssertSame(Values([1, 1, 2], 0.75f, 0), parts.Mask.Values);
        AssertSame(image.Pixels, new JoinImageWithAlpha { Image = parts.Image, Alpha = parts.Mask }.Run(Context()).Pixels);
    }

    [Fact]
    public void ImagePadForOutpaint_NewParts_AreGreyAndMasked()
    {
        var padded = new ImagePadForOutpaint { Image = new Image(Filled(1, 1, 8, 8, 3)), Left = 8, Feathering = 2 }.Run(Context());

        Assert.Equal([1, 8, 16, 3], padded.Image.Pixels.Shape.ToArray());
        Assert.Equal(0.5f, padded.Image.Pixels.Span[0]);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 0.25f, 0, 0, 0, 0, 0, 0], padded.Mask.Values.Span[..16].ToArray());
    }

    [Fact]
    public void SaveImageWebsocket_Pictures_GoToTheClientAsPng()
    {
        var events = new Recorder();

        new SaveImageWebsocket { Images = new Image(Filled(0.5f, 2, 4, 4, 3)) }.Run(Context(events));

        Assert.Equal([0, 1], events.All.OfType<ExecutionEvent.Progress>().Select(step => step.Value));
        Assert.All(events.All.OfType<ExecutionEvent.Preview>(), shown => Assert.Equal("image/png", shown.MimeType));
        Assert.Equal(127, ImageCodec.Decode(events.All.OfType<ExecutionEvent.Preview>().First().Image).Pixels.Pixels[0]);
    }
}
