using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record SimpleMathOutputs(long Int, double Float);

[Node("SimpleMath+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math", Category = "essentials/utilities",
    Description = "A formula of up to three values.")]
public sealed class SimpleMath : INode<SimpleMathOutputs>
{
    [Input]
    public string Value { get; init; } = "";

    [Input]
    public object? A { get; init; } = 0.0;

    [Input]
    public object? B { get; init; } = 0.0;

    [Input]
    public object? C { get; init; } = 0.0;

    public SimpleMathOutputs Run(NodeContext context)
    {
        var number = MathText.Number(Value, ("a", A), ("b", B), ("c", C));
        return new((long)Math.Round(number), number);
    }
}
