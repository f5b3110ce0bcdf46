using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Masks as grey pictures.</summary>
internal static class MaskPictures
{
    public static Image Of(Mask mask)
    {
        var pixels = new Tensors.Tensor(mask.Values.Size(0), mask.Values.Size(1), mask.Values.Size(2), 3);
        for (var i = 0; i < pixels.Length; i++)
            pixels.Span[i] = mask.Values.Span[i / 3];
        return new Image(pixels);
    }
}
