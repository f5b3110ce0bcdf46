using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatMin", Pack = VariousPack.Name, DisplayName = "Float Minimum", Category = "jamesWalker55",
    Description = "The smaller of two numbers.")]
public sealed class VariousFloatMin : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double A { get; init; }

    [Input(Min = -1e+17, Max = 1e+17)]
    public double B { get; init; }

    public double Run(NodeContext context) => Math.Min(A, B);
}
