using Studio.Engine.Imaging;
using Studio.Web.Components.Masking;

namespace Studio.Tests.Components.Masking;

public sealed class MaskedAreaTests
{
    [Fact]
    public void Of_APaintedPart_IsItsBoxInThePicturesPixels()
    {
        var area = MaskedArea.Of(Painted(20, 10, (4, 2), (7, 5)), 200, 100)!;
        Assert.Equal(new Region(40, 20, 40, 40), area.Box);
    }

    [Fact]
    public void Of_SidesThatDoNotDivide_CoversAllThatIsPainted()
    {
        var area = MaskedArea.Of(Painted(3, 3, (1, 1), (1, 1)), 10, 10)!;
        Assert.Equal(new Region(3, 3, 4, 4), area.Box);
    }

    [Fact]
    public void Of_ABlackMask_IsNothing() => Assert.Null(MaskedArea.Of(Painted(4, 4), 40, 40));

    [Theory]
    [InlineData(40, 40, 20, 20, 10, 64, 64, 30, 30, 40, 40)] // square, in the middle
    [InlineData(40, 40, 20, 20, 0, 128, 64, 30, 40, 40, 20)] // widened to the shape
    [InlineData(0, 0, 10, 10, 20, 64, 64, 0, 0, 50, 50)] // moved into the picture
    [InlineData(90, 90, 10, 10, 20, 64, 64, 50, 50, 50, 50)]
    [InlineData(0, 0, 100, 100, 50, 64, 128, 0, 0, 100, 100)] // no more than there is
    public void Around_Padding_HasTheShapeAskedForAndStaysInside(int x, int y, int w, int h, int padding, int width, int height,
        int left, int top, int wide, int tall) =>
        Assert.Equal(new Region(left, top, wide, tall), new MaskedArea(100, 100, new(x, y, w, h)).Around(padding, width, height));

    private static RgbImage Painted(int width, int height, params (int X, int Y)[] points)
    {
        var pixels = new byte[width * height * 3];
        foreach (var (x, y) in points)
            pixels[((y * width) + x) * 3] = 255;
        return new(pixels, 1, height, width, 3);
    }
}
