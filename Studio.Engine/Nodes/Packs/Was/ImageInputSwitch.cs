using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Image Input Switch", Pack = WasPack.Name, DisplayName = "Image Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two pictures.")]
public sealed class ImageInputSwitch : INode<Image>
{
    [Input]
    public required Image ImageA { get; init; }

    [Input]
    public required Image ImageB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public Image Run(NodeContext context) => Boolean ? ImageA : ImageB;
}
