using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

[Node("CR Latent Batch Size", Pack = ComfyrollPack.Name, DisplayName = "⚙️ CR Latent Batch Size",
    Category = "🧩 Comfyroll Studio/✨ Essential/📦 Core", Description = "The first latent several times.")]
public sealed class LatentBatchSize : INode<Latent>
{
    [Input]
    public required Latent Latent { get; init; }

    [Input(Min = 1, Max = 999, Step = 1)]
    public int BatchSize { get; init; } = 2;

    public Latent Run(NodeContext context) =>
        Latent with { Samples = Batches.Fit(Latent.Samples.Slice(0), BatchSize), BatchIndex = null, NoiseMask = null };
}
