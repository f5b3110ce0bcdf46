using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

public sealed record ConstrainImageOutputs(IReadOnlyList<Image> Image);

[Node("ConstrainImage|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "Constrain Image 🐍", Category = "image",
    Description = "Scales pictures so that their sides are within limits.")]
public sealed class ConstrainImage : INode<ConstrainImageOutputs>
{
    [Input]
    public required Image Images { get; init; }

    [Input(Min = 0)]
    public long MaxWidth { get; init; } = 1024;

    [Input(Min = 0)]
    public long MaxHeight { get; init; } = 1024;

    [Input(Min = 0)]
    public long MinWidth { get; init; }

    [Input(Min = 0)]
    public long MinHeight { get; init; }

    [Input(Choices = ["yes", "no"])]
    public string CropIfRequired { get; init; } = "no";

    public ConstrainImageOutputs Run(NodeContext context)
    {
        var limits = new ConstrainedSize((int)MinWidth, (int)MinHeight, (int)MaxWidth, (int)MaxHeight, CropIfRequired == "yes");
        return new ConstrainImageOutputs([.. Enumerable.Range(0,
            Images.Count).Select(i => new Image(limits.Apply(Images.Pixels.Slice(i))))]);
    }
}
