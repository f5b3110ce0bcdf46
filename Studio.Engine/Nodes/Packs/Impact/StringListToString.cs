using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("StringListToString", Pack = ImpactPack.Name, DisplayName = "String List to String", Category = "ImpactPack/Util",
    Description = "Texts one by one as one.")]
public sealed class StringListToString : INode<string>
{
    [Input]
    public IReadOnlyList<string> JoinWith { get; init; } = ["\\n"];

    [Input(ForceInput = true)]
    public required IReadOnlyList<string> StringList { get; init; }

    public string Run(NodeContext context) => string.Join(JoinWith[0] == "\\n" ? "\n" : JoinWith[0], StringList);
}
