using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>What Fooocus puts on an SDXL model for inpainting; not done here yet.</summary>
[WireType("INPAINT_PATCH")]
public sealed record InpaintPatch(string Head, string Patch);

public sealed record InpaintPatchOutputs([Output("inpaint patch")] InpaintPatch Patch);

[Node("INPAINT_LoadFooocusInpaint", Pack = InpaintPack.Name, DisplayName = "Load Fooocus Inpaint", Category = InpaintPack.Category,
    SchemaStyle = true, Experimental = true,
    Description = "Lists the files of models/inpaint. Fooocus' patch for SDXL is not put on models here yet: running it says so.")]
public sealed class LoadFooocusInpaint : INode<InpaintPatchOutputs>
{
    [Input(ChoicesFrom = typeof(InpaintModelNames))]
    public required string Head { get; init; }

    [Input(ChoicesFrom = typeof(InpaintModelNames))]
    public required string Patch { get; init; }

    public InpaintPatchOutputs Run(NodeContext context) => throw new EngineException(EngineError.Unsupported,
        $"'{Head}' and '{Patch}' cannot be put on a model: Fooocus' packed weights are not read here yet. Use a checkpoint for inpainting (InpaintModelConditioning) or an inpainting ControlNet.");
}
