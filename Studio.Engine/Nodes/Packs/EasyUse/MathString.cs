using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy mathString", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Math", Description = "How two texts compare.")]
public sealed class MathString : INode<bool>
{
    [Input]
    public required string A { get; init; }

    [Input]
    public required string B { get; init; }

    [Input(Choices = ["a == b", "a != b", "a IN b", "a MATCH REGEX(b)", "a BEGINSWITH b", "a ENDSWITH b"])]
    public string Operation { get; init; } = "a == b";

    [Input]
    public bool CaseSensitive { get; init; } = true;

    public bool Run(NodeContext context)
    {
        var (a, b) = CaseSensitive ? (A, B) : (A.ToLowerInvariant(), B.ToLowerInvariant());
        return Operation switch
        {
            "a == b" => a == b,
            "a != b" => a != b,
            "a IN b" => b.Contains(a, StringComparison.Ordinal),
            "a MATCH REGEX(b)" => PythonPatterns.MatchesFromStart(a, b),
            "a BEGINSWITH b" => a.StartsWith(b, StringComparison.Ordinal),
            _ => a.EndsWith(b, StringComparison.Ordinal),
        };
    }
}
