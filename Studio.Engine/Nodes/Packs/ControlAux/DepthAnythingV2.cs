using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.ControlAux;

[Node("DepthAnythingV2Preprocessor", Pack = ControlAuxPack.Name, DisplayName = "Depth Anything V2 - Relative",
    Category = "ControlNet Preprocessors/Normal and Depth Estimators", Experimental = true,
    Description = "Estimates depth by a network that is not run here yet: running it says so. Painters' programs ask for the class.")]
public sealed class DepthAnythingV2 : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public string? CkptName { get; init; } = "depth_anything_v2_vitl.pth";

    [Input(Min = 64, Max = 16384, Step = 64)]
    public int? Resolution { get; init; } = 512;

    public Image Run(NodeContext context) => throw new EngineException(EngineError.Unsupported,
        $"{CkptName} cannot be run: the network of Depth Anything V2 (DINOv2 with a DPT head) is not drawn here yet. Make the depth picture elsewhere and load it.");
}
