using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Nodes.Packs.Tooling;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_ApplyFooocusInpaint", Pack = InpaintPack.Name, DisplayName = "Apply Fooocus Inpaint", Category = InpaintPack.Category,
    SchemaStyle = true, Experimental = true, Description = "Puts Fooocus' patch on an SDXL model, which is not done here yet.")]
public sealed class ApplyFooocusInpaint : INode<RegionalModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required InpaintPatch Patch { get; init; }

    [Input]
    public required Latent Latent { get; init; }

    public RegionalModel Run(NodeContext context) => throw new EngineException(EngineError.Unsupported,
        $"'{Patch.Patch}' cannot be put on a model here yet. Use a checkpoint for inpainting or an inpainting ControlNet.");
}
