using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record CanvasOutputs([Output("image")] Image Image, [Output("width")] int Width, [Output("height")] int Height,
    [Output("seed")] int Seed, [Output("mask")] Mask Mask);

[Node("ETN_KritaCanvas", Pack = ToolingPack.Name, DisplayName = "Krita Canvas", Category = ToolingPack.Krita, SchemaStyle = true,
    Description = "Stands for the canvas in Krita, whose plugin puts it here.")]
public sealed class KritaCanvas : INode<CanvasOutputs>
{
    public CanvasOutputs Run(NodeContext context) => throw KritaPlaces.Unfilled("The canvas");
}
