using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmMaskThreshold", Pack = SwarmUIPack.Name, DisplayName = "SwarmMaskThreshold", Category = "SwarmUI/masks",
    Description = "A mask spread between two values.")]
public sealed class MaskThreshold : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Min { get; init; } = 0.2;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Max { get; init; } = 0.8;

    public Mask Run(NodeContext context) =>
        Max > Min
            ? new Mask(Mixing.Each(Mask.Values, value => (float)((Math.Clamp(value, Min, Max) - Min) / (Max - Min))))
            : throw new EngineException(EngineError.BadPrompt, $"max ({Max}) must be above min ({Min}).");
}
