using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_ExpandMask", Pack = InpaintPack.Name, DisplayName = "Expand Mask", Category = InpaintPack.Category, SchemaStyle = true,
    Description = "A mask grown by a square of pixels and then blurred.")]
public sealed class ExpandMask : INode<MaskResult>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 8096, Step = 1)]
    public int Grow { get; init; } = 16;

    [Input(Min = 0, Max = 8096, Step = 1)]
    public int Blur { get; init; } = 7;

    [Input(Choices = [EvenBlur.Box, EvenBlur.Linear, EvenBlur.Gaussian])]
    public string BlurType { get; init; } = EvenBlur.Gaussian;

    public MaskResult Run(NodeContext context)
    {
        var grown = Grow > 0 ? BinaryMorphology.Dilated(Mask.Values, Grow) : Mask.Values;
        return new(new Mask(EvenBlur.Planes(grown, Blur, BlurType, context.CancellationToken)));
    }
}

/// <summary>A mask.</summary>
public sealed record MaskResult([Output("mask")] Mask Mask);

/// <summary>A picture.</summary>
public sealed record ImageResult([Output("image")] Image Image);
