using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy imageSwitch", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Switch", Description = "One of two pictures.")]
public sealed class ImageSwitch : INode<Image>
{
    [Input]
    public required Image ImageA { get; init; }

    [Input]
    public required Image ImageB { get; init; }

    [Input]
    public bool Boolean { get; init; }

    public Image Run(NodeContext context) => Boolean ? ImageA : ImageB;
}
