using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatMax", Pack = VariousPack.Name, DisplayName = "Float Maximum", Category = "jamesWalker55",
    Description = "The larger of two numbers.")]
public sealed class VariousFloatMax : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double A { get; init; }

    [Input(Min = -1e+17, Max = 1e+17)]
    public double B { get; init; }

    public double Run(NodeContext context) => Math.Max(A, B);
}
