using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ControlNetApplySD3", DisplayName = "Apply Controlnet with VAE", Category = "model/conditioning/controlnet",
    PythonModule = "comfy_extras.nodes_sd3", SchemaStyle = true, Deprecated = true,
    Description = "Apply ControlNet, with a VAE for ControlNets that read latents.")]
public sealed class ControlNetApplySd3 : INode<ControlledConditioning>
{
    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required ControlModel ControlNet { get; init; }

    [Input(Tooltip = "For ControlNets that read latents; those for Stable Diffusion read the picture itself.")]
    public required VaeModel Vae { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartPercent { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndPercent { get; init; } = 1;

    public ControlledConditioning Run(NodeContext context) => ControlledConditioning.Of(Positive, Negative,
        ControlledConditioning.Hint(ControlNet, Image, Strength, StartPercent, EndPercent, Vae));
}
