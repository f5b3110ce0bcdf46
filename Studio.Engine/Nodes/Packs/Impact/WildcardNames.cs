using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>What a form offers to put into a text. The choice itself changes nothing, so any is taken.</summary>
public sealed class WildcardNames(WildcardFiles files) : IChoices
{
    public IReadOnlyList<string> Choices => ["Select the Wildcard to add to the text", .. files.Keys.Select(key => $"__{key}__")];

    public bool Accepts(string value) => true;
}
