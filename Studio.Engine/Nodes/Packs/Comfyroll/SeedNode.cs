using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record SeedNodeOutputs([Output("seed")] ulong Seed, [Output("show_help")] string ShowHelp);

[Node("CR Seed", Pack = ComfyrollPack.Name, DisplayName = "🌱 CR Seed", Category = "🧩 Comfyroll Studio/✨ Essential/📦 Core",
    IsOutput = true, Description = "A seed.")]
public sealed class SeedNode : INode<SeedNodeOutputs>
{
    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong Seed { get; init; }

    public SeedNodeOutputs Run(NodeContext context) => new(Seed, Wiki.Page("Core-Nodes#cr-seed"));
}
