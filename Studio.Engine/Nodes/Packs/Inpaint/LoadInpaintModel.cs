using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>A network that fills holes of pictures; no such network runs here yet.</summary>
[WireType("INPAINT_MODEL")]
public sealed record InpaintModel(string Name);

public sealed record InpaintModelOutputs([Output("inpaint model")] InpaintModel Model);

[Node("INPAINT_LoadInpaintModel", Pack = InpaintPack.Name, DisplayName = "Load Inpaint Model", Category = InpaintPack.Category,
    SchemaStyle = true, Experimental = true,
    Description = "Lists the files of models/inpaint. The networks that they hold (MAT, LaMa) are not run here yet: running it says so.")]
public sealed class LoadInpaintModel : INode<InpaintModelOutputs>
{
    [Input(ChoicesFrom = typeof(InpaintModelNames))]
    public required string ModelName { get; init; }

    public InpaintModelOutputs Run(NodeContext context) => throw new EngineException(EngineError.Unsupported,
        $"'{ModelName}' cannot be run: of networks that fill holes, MAT is not drawn here yet, and LaMa's file (big-lama.pt) holds a program instead of named weights. Use INPAINT_MaskedFill with navier-stokes, and repaint what it fills.");
}
