using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record SelectionOutputs([Output("mask")] Mask Mask, [Output("active")] bool Active, [Output("offset x")] int OffsetX,
    [Output("offset y")] int OffsetY);

[Node("ETN_KritaSelection", Pack = ToolingPack.Name, DisplayName = "Krita Selection", Category = ToolingPack.Krita, SchemaStyle = true,
    Description = "Stands for the selection in Krita, whose plugin puts it here.")]
public sealed class KritaSelection : INode<SelectionOutputs>
{
    [Input(Choices = ["automatic", "entire image", "mask bounds"])]
    public string Context { get; init; } = "entire image";

    [Input(Min = 0)]
    public int Padding { get; init; }

    public SelectionOutputs Run(NodeContext context) => throw KritaPlaces.Unfilled("The selection");
}
