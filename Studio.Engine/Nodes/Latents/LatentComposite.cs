using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentComposite", DisplayName = "Latent Composite", Category = "model/latent")]
public sealed class LatentComposite : INode<Latent>
{
    [Input]
    public required Latent SamplesTo { get; init; }

    [Input]
    public required Latent SamplesFrom { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Y { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Feather { get; init; }

    public Latent Run(NodeContext context)
    {
        var (top, left, feather) = (Y / Latents.Factor, X / Latents.Factor, Feather / Latents.Factor);
        var to = SamplesTo.Samples;
        var from = Planes.Crop(SamplesFrom.Samples, 0, 0, to.Size(2) - top, to.Size(3) - left);
        if (from.Length == 0)
            return SamplesTo;
        var mask = Feathers.Inner(from.Size(2), from.Size(3), feather, new Sides(
            Top: top > 0, Left: left > 0, Bottom: top + from.Size(2) < to.Size(2), Right: left + from.Size(3) < to.Size(3)));
        return SamplesTo with { Samples = Compositing.PutPlanes(to, from, mask, top, left, resize: false) };
    }
}
