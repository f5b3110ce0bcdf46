using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ControlNetInpaintingAliMamaApply", DisplayName = "Apply ControlNet Inpainting (AliMama)",
    Category = "model/conditioning/controlnet", PythonModule = "comfy_extras.nodes_controlnet", SchemaStyle = true,
    SearchAliases = ["masked controlnet"],
    Description = "Apply ControlNet for ControlNets that are told where to repaint.")]
public sealed class ControlNetInpaintingAliMamaApply : INode<ControlledConditioning>
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

    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.001, Advanced = true)]
    public double StartPercent { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001, Advanced = true)]
    public double EndPercent { get; init; } = 1;

    public ControlledConditioning Run(NodeContext context)
    {
        var hint = ControlledConditioning.Hint(ControlNet, Image, Strength, StartPercent, EndPercent, Vae);
        if (ControlNet.ReadsMask)
            hint = MaskedHint.Of(hint, Mask.Values);
        else
            context.Warn($"{ControlNet.Name} takes no mask: it leads by the whole picture.");
        return ControlledConditioning.Of(Positive, Negative, hint);
    }
}
