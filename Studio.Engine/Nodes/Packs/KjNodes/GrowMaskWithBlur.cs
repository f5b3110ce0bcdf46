using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record GrowMaskWithBlurOutputs([Output("mask")] Mask Mask, [Output("mask_inverted")] Mask MaskInverted);

[Node("GrowMaskWithBlur", Pack = KjNodesPack.Name, DisplayName = "Grow Mask With Blur", Category = "KJNodes/masking",
    Description = "Grows or shrinks masks step by step, fills holes in them and blurs them.")]
public sealed class GrowMaskWithBlur : INode<GrowMaskWithBlurOutputs>
{
    [Input] public required Mask Mask { get; init; }
    [Input(Min = -16384, Max = 16384, Step = 1)] public int Expand { get; init; }
    [Input(Min = 0, Max = 100, Step = 0.1)] public double IncrementalExpandrate { get; init; }
    [Input] public bool TaperedCorners { get; init; } = true;
    [Input] public bool FlipInput { get; init; }
    [Input(Min = 0, Max = 100, Step = 0.1)] public double BlurRadius { get; init; }
    [Input(Min = 0, Max = 1, Step = 0.01)] public double LerpAlpha { get; init; } = 1;
    [Input(Min = 0, Max = 1, Step = 0.01)] public double DecayFactor { get; init; } = 1;
    [Input] public bool? FillHoles { get; init; } = false;

    public GrowMaskWithBlurOutputs Run(NodeContext context)
    {
        var grown = new MaskGrowth(Expand, IncrementalExpandrate, TaperedCorners, LerpAlpha, DecayFactor, FillHoles == true)
            .Apply(FlipInput ? Mixing.Each(Mask.Values, value => 1 - value) : Mask.Values, context.CancellationToken);
        if (BlurRadius != 0)
            grown = BoxBlur.Masks(grown, BlurRadius);
        return new(new Mask(grown), new Mask(Mixing.Each(grown, value => 1 - value)));
    }
}
