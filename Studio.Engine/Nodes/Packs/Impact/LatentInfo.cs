using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record LatentInfoOutputs([Output("batch")] long Batch, [Output("height")] long Height, [Output("width")] long Width,
    [Output("channel")] long Channel);

[Node("ImpactLatentInfo", Pack = ImpactPack.Name, DisplayName = "ImpactLatentInfo", Category = "ImpactPack/Logic/_for_test",
    Description = "The sizes of a batch of latents.")]
public sealed class LatentInfo : INode<LatentInfoOutputs>
{
    [Input]
    public required Latent Value { get; init; }

    public LatentInfoOutputs Run(NodeContext context)
    {
        var samples = Value.Samples;
        return new(samples.Size(0), samples.Size(2) * 8, samples.Size(3) * 8, samples.Size(1));
    }
}
