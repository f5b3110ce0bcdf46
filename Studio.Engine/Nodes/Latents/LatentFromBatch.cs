using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentFromBatch", DisplayName = "Get Latent From Batch", Category = "model/latent/batch")]
public sealed class LatentFromBatch : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Min = -16384, Max = 16384)]
    public int BatchIndex { get; init; }

    [Input(Min = 1, Max = 64)]
    public int Length { get; init; } = 1;

    public Latent Run(NodeContext context)
    {
        var count = Samples.Samples.Size(0);
        var (start, length) = Batches.Part(count, BatchIndex, Length);
        var mask = Samples.NoiseMask is { } masks && masks.Size(0) > 1 ? Batches.Fit(masks, count).Slice(start, length) : Samples.NoiseMask;
        return new Latent(Samples.Samples.Slice(start, length), mask, [.. Latents.BatchIndex(Samples).Skip(start).Take(length)]);
    }
}
