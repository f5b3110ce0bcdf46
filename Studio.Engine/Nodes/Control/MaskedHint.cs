using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>A hint that says where its picture is to stay.</summary>
internal static class MaskedHint
{
    /// <summary>The picture black where it is to be made anew, and the mask beside it, which is softer than the picture's edges.</summary>
    /// <param name="mask">[B,H,W] in 0..1: 1 where it is to be made anew.</param>
    public static ControlHint Of(ControlHint hint, Tensor mask)
    {
        var keep = mask.Clone();
        foreach (ref var number in keep.Span)
            number = 1 - number;
        keep = keep.Reshape(keep.Length / (keep.Size(-2) * keep.Size(-1)), keep.Size(-2), keep.Size(-1));
        var pixels = hint.Pixels.Clone();
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        var factors = Resample.Planes(Resample.CropPlanes(keep, width, height), width, height, ResampleMethod.Bilinear);
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = i / channels;
            var (picture, place) = (pixel / (height * width), pixel % (height * width));
            var factor = factors.Span[(picture % factors.Size(0) * height * width) + place];
            pixels.Span[i] *= MathF.Round(factor, MidpointRounding.ToEven);
        }
        return hint with { Pixels = pixels, Keep = keep };
    }
}
