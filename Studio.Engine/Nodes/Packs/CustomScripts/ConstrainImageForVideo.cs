using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

[Node("ConstrainImageforVideo|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "Constrain Image for Video 🐍", Category = "image",
    Description = "Scales pictures so that their sides are within limits.")]
public sealed class ConstrainImageForVideo : INode<Image>
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

    public Image Run(NodeContext context) =>
        new(new ConstrainedSize((int)MinWidth, (int)MinHeight, (int)MaxWidth, (int)MaxHeight,
            CropIfRequired == "yes").Apply(Images.Pixels));
}
