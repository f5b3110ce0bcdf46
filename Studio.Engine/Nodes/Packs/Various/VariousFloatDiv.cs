using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatDiv", Pack = VariousPack.Name, DisplayName = "Float Divide", Category = "jamesWalker55",
    Description = "The quotient of two numbers.")]
public sealed class VariousFloatDiv : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double A { get; init; }

    [Input(Min = -1e+17, Max = 1e+17)]
    public double B { get; init; }

    public double Run(NodeContext context) => Numbers.Divide(A, B);
}
