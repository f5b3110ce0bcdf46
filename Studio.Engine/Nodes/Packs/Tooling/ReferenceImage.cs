using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>A picture to follow, how much, and in which part of the schedule (fractions of it).</summary>
public sealed record ReferencePicture(Image Image, double Weight, double Start, double End);

[WireType("ReferenceImage")]
public sealed record ReferencePictures(IReadOnlyList<ReferencePicture> All);

public sealed record ReferencesResult([Output("reference_images")] ReferencePictures References);

[Node("ETN_ReferenceImage", Pack = ToolingPack.Name, DisplayName = "Reference Image", Category = ToolingPack.Category,
    SchemaStyle = true, Description = "One more picture to follow.")]
public sealed class ReferenceImage : INode<ReferencesResult>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 10)]
    public double Weight { get; init; } = 1;

    [Input(Min = 0, Max = 1)]
    public double RangeStart { get; init; }

    [Input(Min = 0, Max = 1)]
    public double RangeEnd { get; init; } = 1;

    [Input]
    public ReferencePictures? ReferenceImages { get; init; }

    public ReferencesResult Run(NodeContext context) =>
        new(new ReferencePictures([.. ReferenceImages?.All ?? [], new(Image, Weight, RangeStart, RangeEnd)]));
}
