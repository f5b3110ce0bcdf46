using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Efficiency;

[Node("Evaluate Strings", Pack = EfficiencyPack.Name, DisplayName = "Evaluate Strings", Category = "Efficiency Nodes/Simple Eval",
    IsOutput = true, Description = "A formula of up to three texts.")]
public sealed class EvaluateStrings : INode<string>
{
    [Input]
    public string PythonExpression { get; init; } = "a + b + c";

    [Input(Choices = ["False", "True"])]
    public string PrintToConsole { get; init; } = "False";

    [Input]
    public string? A { get; init; } = "Hello";

    [Input]
    public string? B { get; init; } = " World";

    [Input]
    public string? C { get; init; } = "!";

    public string Run(NodeContext context) => ValueText.Of(MathText.Simple(PythonExpression, A, B, C));
}
