using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("RemapImageRange", Pack = KjNodesPack.Name, DisplayName = "Remap Image Range", Category = "KJNodes/image",
    Description = "Puts the values of pictures between two others.")]
public sealed class RemapImageRange : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = -10, Max = 1, Step = 0.01)]
    public double Min { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Max { get; init; } = 1;

    [Input]
    public bool Clamp { get; init; } = true;

    public Image Run(NodeContext context)
    {
        var mapped = Mixing.Each(Image.Pixels, value => (float)(Min + (value * (Max - Min))));
        return new Image(Clamp ? Mixing.Each(mapped, value => Math.Clamp(value, 0, 1)) : mapped);
    }
}
