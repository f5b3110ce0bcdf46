using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

public sealed class InpaintMaskTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void Grow_ReferenceMask_GivesTheReferencePixels(int pixels)
    {
        var rows = ComfyNumbers.Second.GetProperty("inpaint_grow").GetProperty(pixels.ToString()).GetProperty("rows");
        var expected = rows.EnumerateArray().Take(12).SelectMany(row => ComfyNumbers.Floats(row)[..12]).ToArray();
        Assert.Equal(expected, InpaintMask.Grow(Mask(), pixels).Span.ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Grow_AnySquare_IsTheSlowDefinition(int pixels)
    {
        var mask = new Tensor(2, 9, 11);
        Noise.Normal(5, 2, 9, 11).Span.CopyTo(mask.Span);
        foreach (ref var value in mask.Span)
            value = value > 1.5f ? 0.8f : 0.3f;
        var padding = (int)Math.Ceiling((pixels - 1) / 2.0);
        var expected = mask.ZerosLike();
        for (var b = 0; b < 2; b++)
            for (var y = 0; y < 9; y++)
                for (var x = 0; x < 11; x++)
                    expected.Span[(b * 99) + (y * 11) + x] = Any(b, y - padding, x - padding) ? 1 : 0;
        Assert.Equal(expected.Span.ToArray(), InpaintMask.Grow(mask, pixels).Span.ToArray());

        bool Any(int b, int top, int left) =>
            Enumerable.Range(top, pixels).Any(y => y is >= 0 and < 9
                && Enumerable.Range(left, pixels).Any(x => x is >= 0 and < 11 && mask.Span[(b * 99) + (y * 11) + x] > 0.5f));
    }

    private static Tensor Mask()
    {
        var mask = new Tensor(1, 12, 12);
        for (var y = 5; y < 7; y++)
            mask.Span.Slice((y * 12) + 4, 5).Fill(1);
        return mask;
    }
}
