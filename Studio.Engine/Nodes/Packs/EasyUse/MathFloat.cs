using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy mathFloat", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Math", Description = "Two numbers made one.")]
public sealed class MathFloat : INode<double>
{
    [Input(Min = -999999999999, Max = 999999999999, Step = 0.01)]
    public double A { get; init; }

    [Input(Min = -999999999999, Max = 999999999999, Step = 0.01)]
    public double B { get; init; }

    [Input(Choices = ["add", "subtract", "multiply", "divide", "modulo", "power"])]
    public string Operation { get; init; } = "add";

    public double Run(NodeContext context) =>
        Operation switch
        {
            "add" => A + B,
            "subtract" => A - B,
            "multiply" => A * B,
            "divide" => Math.Round(Numbers.Divide(A, B), 3),
            "modulo" => Math.Round(WholeNumbers.Modulo(A, B), 3),
            _ => Math.Round(Math.Pow(A, B), 3),
        };
}
