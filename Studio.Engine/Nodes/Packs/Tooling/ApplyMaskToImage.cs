using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record MaskedPicture([Output("masked")] Image Masked);

[Node("ETN_ApplyMaskToImage", Pack = ToolingPack.Name, DisplayName = "Apply Mask to Image", Category = ToolingPack.Category,
    SchemaStyle = true, Description = "Pictures with a mask as their alpha.")]
public sealed class ApplyMaskToImage : INode<MaskedPicture>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    public MaskedPicture Run(NodeContext context)
    {
        if ((Mask.Values.Size(1), Mask.Values.Size(2)) != (Image.Height, Image.Width))
            throw new EngineException(EngineError.BadPrompt,
                $"The mask is {Mask.Values.Size(2)} x {Mask.Values.Size(1)} and the picture {Image.Width} x {Image.Height}: they must have one size.");
        var pixels = Mixing.WithChannels(Image.Pixels, 4).Clone();
        var masks = Mask.Values.Size(0) == Image.Count ? Mask.Values : Batches.Fit(Mask.Values.Slice(0), Image.Count);
        for (var i = 0; i < masks.Length; i++)
            pixels.Span[(i * 4) + 3] = masks.Span[i];
        return new(new Image(pixels));
    }
}
