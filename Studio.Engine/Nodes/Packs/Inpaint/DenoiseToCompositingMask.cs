using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

[Node("INPAINT_DenoiseToCompositingMask", Pack = InpaintPack.Name, DisplayName = "Denoise to Compositing Mask",
    Category = InpaintPack.Category, SchemaStyle = true, Description = "A mask spread between an offset and a threshold.")]
public sealed class DenoiseToCompositingMask : INode<MaskResult>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Offset { get; init; } = 0.1;

    [Input(Min = 0.01, Max = 1, Step = 0.01)]
    public double Threshold { get; init; } = 0.2;

    public MaskResult Run(NodeContext context) => Threshold != Offset
        ? new(new Mask(Mixing.Each(Mask.Values, value => (float)Math.Clamp((value - Offset) / (Threshold - Offset), 0, 1))))
        : throw new EngineException(EngineError.BadPrompt, $"offset and threshold are both {Offset}. Make threshold larger.");
}
