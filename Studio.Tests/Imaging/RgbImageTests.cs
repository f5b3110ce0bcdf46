using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Tests.Imaging;

public sealed class RgbImageTests
{
    [Fact]
    public void FromTensor_Values_AreTruncatedAndCut()
    {
        var tensor = new Tensor(new float[] { 0.5f, 1f, 0.999f, -0.2f, 1.7f, float.NaN, 0.0039f, 1 / 255f, float.PositiveInfinity }, 1, 1,
            3, 3);
        Assert.Equal([127, 255, 254, 0, 255, 0, 0, 1, 255], RgbImage.FromTensor(tensor).Pixels);
    }

    [Fact]
    public void Tensor_EveryByte_ComesBack()
    {
        var picture = new RgbImage([.. Enumerable.Range(0, 768).Select(i => (byte)i)], 1, 16, 16, 3);
        Assert.Equal(picture.Pixels, RgbImage.FromTensor(picture.ToTensor()).Pixels);
        Assert.Equal(7 / 255f, picture.ToTensor().Span[7]);
    }

    [Fact]
    public void FromTensor_LargePicture_ConvertsEveryPart()
    {
        var tensor = new Tensor(2, 200, 300, 4);
        for (var i = 0; i < tensor.Length; i++)
            tensor.Span[i] = i % 256 / 255f;
        var picture = RgbImage.FromTensor(tensor);
        Assert.Equal((2, 200, 300, 4), (picture.Frames, picture.Height, picture.Width, picture.Channels));
        for (var i = 0; i < tensor.Length; i++)
            Assert.Equal((byte)i, picture.Pixels[i]);
    }

    [Fact]
    public void FromTensor_Grey_RepeatsIt() =>
        Assert.Equal([51, 51, 51, 102, 102, 102], RgbImage.FromTensor(new Tensor(new float[] { 0.2f, 0.4f }, 1, 2, 1)).Pixels);

    [Fact]
    public void FromTensor_NotAPicture_SaysWhatIsNeeded() =>
        Assert.Equal(EngineError.BadPrompt, Assert.Throws<EngineException>(() => RgbImage.FromTensor(new Tensor(1, 4, 8, 8))).Kind);

    [Fact]
    public void Alpha_Replaced_KeepsColours()
    {
        var picture = SamplePictures.Noise(5, 4, 4);
        Assert.Equal(picture.Pixels, picture.WithoutAlpha().WithAlpha(picture.Alpha()).Pixels);
        Assert.All(picture.WithoutAlpha().Alpha(), value => Assert.Equal(255, value));
    }

    [Fact]
    public void ToMask_WithAlpha_IsOneMinusAlpha()
    {
        var decoded = new DecodedImage(new RgbImage([1, 2, 3, 255, 4, 5, 6, 0, 7, 8, 9, 51], 1, 1, 3, 4), ImageFormat.Png);
        Assert.Equal([1, 1, 3], decoded.ToMask().Values.Shape.ToArray());
        Assert.Equal([0f, 1f, 0.8f], decoded.ToMask().Values.Span.ToArray());
        Assert.Equal([1, 1, 3, 3], decoded.ToImage().Pixels.Shape.ToArray());
    }

    [Fact]
    public void ToMask_WithoutAlpha_IsZerosOf64()
    {
        var mask = new DecodedImage(SamplePictures.Ramp(5, 4, 3, frames: 2), ImageFormat.Gif).ToMask();
        Assert.Equal([2, 64, 64], mask.Values.Shape.ToArray());
        Assert.All(mask.Values.Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void ResizeMask_IsBilinear() =>
        Assert.Equal([0f, 0.25f, 0.75f, 1f], Masks.Resize(new Mask(new Tensor(new float[] { 0, 1 }, 1, 1, 2)), 4, 1).Values.Span.ToArray());

    [Theory]
    [InlineData(64, 48, 512, 384)]
    [InlineData(8, 8, 64, 64)]
    [InlineData(128, 32, 512, 128)]
    [InlineData(1, 1000, 1, 512)]
    public void Preview_IsNoLargerThanThePictureOr512(int width, int height, int expectedWidth, int expectedHeight)
    {
        var colours = new Tensor(height, width, 3);
        colours.Span.Fill(0.5f);
        var preview = PreviewEncoder.Encode(colours);
        var decoded = ImageCodec.Decode(preview.Bytes);
        Assert.Equal((ImageFormat.Jpeg, expectedWidth, expectedHeight), (decoded.Format, decoded.Pixels.Width, decoded.Pixels.Height));
        Assert.All(decoded.Pixels.Pixels, value => Assert.InRange(value, 125, 129));
    }
}
