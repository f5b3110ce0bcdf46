using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ControlNetApplyAdvanced", DisplayName = "Apply ControlNet", Category = "model/conditioning/controlnet",
    SearchAliases = ["controlnet", "apply controlnet", "use controlnet", "control net"],
    Description = "Lets a picture (edges, depth, a pose ...) lead the model through a ControlNet, for a part of the steps.")]
public sealed class ControlNetApplyAdvanced : INode<ControlledConditioning>
{
    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required ControlModel ControlNet { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartPercent { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndPercent { get; init; } = 1;

    [Input(Tooltip = "The model's, for ControlNets that read latents: most of those for Flux. Those for Stable Diffusion read the picture itself.")]
    public VaeModel? Vae { get; init; }

    public ControlledConditioning Run(NodeContext context) => ControlledConditioning.Of(Positive, Negative,
        ControlledConditioning.Hint(ControlNet, Image, Strength, StartPercent, EndPercent, Vae));
}
