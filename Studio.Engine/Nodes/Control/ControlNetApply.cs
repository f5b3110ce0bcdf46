using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ControlNetApply", DisplayName = "Apply ControlNet (DEPRECATED)", Category = "model/conditioning/controlnet", Deprecated = true,
    Description = "Lets a picture lead the model through a ControlNet. Meant for the positive side; the negative one follows.")]
public sealed class ControlNetApply : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public required ControlModel ControlNet { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    public Conditioning Run(NodeContext context) => ControlledConditioning.Lead(Conditioning,
        ControlledConditioning.Hint(ControlNet, Image, Strength, 0, 1), isShared: true);
}
