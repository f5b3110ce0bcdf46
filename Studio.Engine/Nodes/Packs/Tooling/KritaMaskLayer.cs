using Studio.Engine.Graph;
using Studio.Engine.Nodes.Packs.Inpaint;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_KritaMaskLayer", Pack = ToolingPack.Name, DisplayName = "Krita Mask Layer", Category = ToolingPack.Krita, SchemaStyle = true,
    Description = "Stands for a mask in Krita, whose plugin puts it here.")]
public sealed class KritaMaskLayer : INode<MaskResult>
{
    [Input]
    public string Name { get; init; } = "Mask";

    public MaskResult Run(NodeContext context) => throw KritaPlaces.Unfilled($"The mask '{Name}'");
}
