using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactWildcardProcessor", Pack = ImpactPack.Name, DisplayName = "ImpactWildcardProcessor", Category = "ImpactPack/Prompt",
    Description = "A text with its choices made and its wildcards filled by the seed.")]
public sealed class WildcardProcessor(WildcardFiles wildcards) : INode<string>
{
    [Input(Multiline = true)]
    public required string WildcardText { get; init; }

    [Input(Multiline = true)]
    public required string PopulatedText { get; init; }

    [Input]
    public bool Mode { get; init; } = true;

    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong Seed { get; init; }

    [Input(Name = "Select to add Wildcard", ChoicesFrom = typeof(WildcardNames))]
    public string SelectToAddWildcard { get; init; } = "Select the Wildcard to add to the text";

    public string Run(NodeContext context) => new WildcardText(wildcards, Seed).Filled(PopulatedText);
}
