using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatMul", Pack = VariousPack.Name, DisplayName = "Float Multiply", Category = "jamesWalker55",
    Description = "The product of two numbers.")]
public sealed class VariousFloatMul : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double A { get; init; }

    [Input(Min = -1e+17, Max = 1e+17)]
    public double B { get; init; }

    public double Run(NodeContext context) => A * B;
}
