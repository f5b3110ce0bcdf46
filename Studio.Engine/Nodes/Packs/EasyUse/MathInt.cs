using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy mathInt", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Math", Description = "Two whole numbers made one.")]
public sealed class MathInt : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 1)]
    public long A { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 1)]
    public long B { get; init; }

    [Input(Choices = ["add", "subtract", "multiply", "divide", "modulo", "power"])]
    public string Operation { get; init; } = "add";

    public long Run(NodeContext context) =>
        Operation switch
        {
            "add" => A + B,
            "subtract" => A - B,
            "multiply" => checked(A * B),
            "divide" => WholeNumbers.FloorDivide(A, B),
            "modulo" => WholeNumbers.Modulo(A, B),
            _ => WholeNumbers.Truncate(Math.Pow(A, B)),
        };
}
