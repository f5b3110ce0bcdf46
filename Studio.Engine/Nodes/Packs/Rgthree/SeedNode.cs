using System.Security.Cryptography;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record SeedNodeOutputs([Output("SEED")] long Seed);

[Node("Seed (rgthree)", Pack = RgthreePack.Name, DisplayName = "Seed (rgthree)", Category = "rgthree",
    Description = "A seed; a negative one is drawn at random in each run.")]
public sealed class SeedNode : INode<SeedNodeOutputs>, IFingerprint
{
    [Input(Min = -1125899906842624, Max = 1125899906842624)]
    public long Seed { get; init; }

    public SeedNodeOutputs Run(NodeContext context) => new(Seed >= 0 ? Seed : RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>What is negative is drawn anew in each run; the page of the pack draws it before it sends the prompt.</summary>
    public string? Fingerprint() => Seed >= 0 ? "" : null;
}
