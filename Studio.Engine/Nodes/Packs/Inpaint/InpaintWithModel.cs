using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Inpaint;

public sealed record InpaintedPicture([Output("inpainted image")] Image Image);

[Node("INPAINT_InpaintWithModel", Pack = InpaintPack.Name, DisplayName = "Inpaint (using Model)", Category = InpaintPack.Category,
    SchemaStyle = true, Experimental = true, Description = "Fills a hole by a network of INPAINT_LoadInpaintModel, of which none runs here yet.")]
public sealed class InpaintWithModel : INode<InpaintedPicture>
{
    [Input]
    public required InpaintModel InpaintModel { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 18446744073709551615, Step = 1)]
    public ulong Seed { get; init; }

    [Input]
    public UpscaleModel? OptionalUpscaleModel { get; init; }

    public InpaintedPicture Run(NodeContext context) => throw new EngineException(EngineError.Unsupported,
        $"'{InpaintModel.Name}' fills no holes here. Use INPAINT_MaskedFill with navier-stokes, and repaint what it fills.");
}
