using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record SimpleMathDualOutputs([Output("int_1")] long Int1, [Output("float_1")] double Float1, [Output("int_2")] long Int2,
    [Output("float_2")] double Float2);

[Node("SimpleMathDual+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Dual", Category = "essentials/utilities",
    Description = "Two formulas of up to four values.")]
public sealed class SimpleMathDual : INode<SimpleMathDualOutputs>
{
    [Input(Name = "value_1")]
    public string Value1 { get; init; } = "";

    [Input(Name = "value_2")]
    public string Value2 { get; init; } = "";

    [Input]
    public object? A { get; init; } = 0.0;

    [Input]
    public object? B { get; init; } = 0.0;

    [Input]
    public object? C { get; init; } = 0.0;

    [Input]
    public object? D { get; init; } = 0.0;

    public SimpleMathDualOutputs Run(NodeContext context)
    {
        var first = MathText.Number(Value1, ("a", A), ("b", B), ("c", C), ("d", D));
        var second = MathText.Number(Value2, ("a", A), ("b", B), ("c", C), ("d", D));
        return new((long)Math.Round(first), first, (long)Math.Round(second), second);
    }
}
