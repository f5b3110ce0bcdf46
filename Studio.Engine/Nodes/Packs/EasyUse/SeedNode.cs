using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record SeedNodeOutputs([Output("seed")] long Seed);

[Node("easy seed", Pack = EasyUsePack.Name, DisplayName = "EasySeed", Category = "EasyUse/Seed", Description = "A seed.")]
public sealed class SeedNode : INode<SeedNodeOutputs>
{
    [Input(Min = 0, Max = 1125899906842624)]
    public long Seed { get; init; }

    public SeedNodeOutputs Run(NodeContext context) => new(Seed);
}
