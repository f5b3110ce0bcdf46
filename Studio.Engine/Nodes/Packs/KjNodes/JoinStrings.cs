using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("JoinStrings", Pack = KjNodesPack.Name, DisplayName = "Join Strings", Category = "KJNodes/text", Description = "Two texts as one.")]
public sealed class JoinStrings : INode<string>
{
    [Input]
    public string Delimiter { get; init; } = " ";

    [Input(ForceInput = true)]
    public string? String1 { get; init; } = "";

    [Input(ForceInput = true)]
    public string? String2 { get; init; } = "";

    public string Run(NodeContext context) => (String1 ?? "") + Delimiter + (String2 ?? "");
}
