using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

[Node("MathExpression|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "Math Expression 🐍", Category = "utils", IsOutput = true,
    Description = "A formula of up to three values.")]
public sealed class MathExpression : INode<NodeOutput<MathResult>>
{
    [Input(Multiline = true)]
    public required string Expression { get; init; }

    [Input]
    public object? A { get; init; }

    [Input]
    public object? B { get; init; }

    [Input]
    public object? C { get; init; }

    public NodeOutput<MathResult> Run(NodeContext context)
    {
        var value = MathText.Evaluate(Expression, ("a", A), ("b", B), ("c", C));
        var number = MathText.Plain(value);
        return NodeOutput.Plain([WholeNumbers.Truncate(Numbers.Of(number)), Numbers.Of(number)],
            new JsonObject { ["value"] = new JsonArray(PythonText.ToJson(number)) });
    }
}
