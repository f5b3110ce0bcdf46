using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>How much of each pixel is filled or blurred.</summary>
internal static class MaskedArea
{
    private const float Least = 0.99f;

    /// <summary>[B,H,W]: 1 within the mask, and falling off to its edge from inside.</summary>
    /// <exception cref="EngineException">The masks are not as many or not as large as the pictures (BadPrompt).</exception>
    public static Tensor Of(Image image, Mask mask, int falloff, CancellationToken cancellationToken)
    {
        if ((mask.Values.Size(0), mask.Values.Size(1), mask.Values.Size(2)) != (image.Count, image.Height, image.Width))
            throw new EngineException(EngineError.BadPrompt,
                $"The mask {mask.Values} does not fit the picture {image.Pixels}: as many masks of the same size are needed.");
        var area = Mixing.Each(mask.Values, value => value >= Least ? 1 : 0);
        var width = EvenBlur.Odd(falloff);
        if (width <= 0)
            return area;
        var soft = EvenBlur.Planes(BinaryMorphology.Eroded(area, width), width, EvenBlur.Gaussian, cancellationToken);
        return Mixing.Each(area, soft, (inside, weight) => inside * weight);
    }

    /// <summary>image + (filled - image) area.</summary>
    public static Image Blended(Image image, Tensor filled, Tensor area)
    {
        var (result, channels) = (image.Pixels.Clone(), image.Channels);
        for (var i = 0; i < result.Length; i++)
        {
            if (i % channels < 3)
                result.Span[i] += (filled.Span[i] - result.Span[i]) * area.Span[i / channels];
        }
        return new Image(result);
    }
}
