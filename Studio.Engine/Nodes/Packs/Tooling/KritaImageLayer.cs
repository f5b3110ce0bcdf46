using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record LayerOutputs([Output("image")] Image Image, [Output("mask")] Mask Mask);

[Node("ETN_KritaImageLayer", Pack = ToolingPack.Name, DisplayName = "Krita Image Layer", Category = ToolingPack.Krita,
    SchemaStyle = true, Description = "Stands for a layer in Krita, whose plugin puts it here.")]
public sealed class KritaImageLayer : INode<LayerOutputs>
{
    [Input]
    public string Name { get; init; } = "Image";

    public LayerOutputs Run(NodeContext context) => throw KritaPlaces.Unfilled($"The layer '{Name}'");
}
