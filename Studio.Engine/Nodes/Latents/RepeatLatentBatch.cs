using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("RepeatLatentBatch", DisplayName = "Repeat Latent Batch", Category = "model/latent/batch")]
public sealed class RepeatLatentBatch : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Min = 1, Max = 64)]
    public int Amount { get; init; } = 1;

    public Latent Run(NodeContext context)
    {
        var count = Samples.Samples.Size(0);
        var mask = Samples.NoiseMask is { } masks && masks.Size(0) > 1
            ? Batches.Repeat(Batches.Fit(masks, count), Amount)
            : Samples.NoiseMask;
        return new Latent(Batches.Repeat(Samples.Samples, Amount), mask, Repeated(Samples.BatchIndex));
    }

    /// <summary>Each repetition draws noise of its own.</summary>
    private List<int>? Repeated(IReadOnlyList<int>? batchIndex)
    {
        if (batchIndex is not { Count: > 0 })
            return null;
        var offset = batchIndex.Max() - batchIndex.Min() + 1;
        return [.. Enumerable.Range(0, Amount).SelectMany(repetition => batchIndex.Select(index => index + (repetition * offset)))];
    }
}
