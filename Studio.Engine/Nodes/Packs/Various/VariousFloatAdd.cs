using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatAdd", Pack = VariousPack.Name, DisplayName = "Float Add", Category = "jamesWalker55",
    Description = "The sum of two numbers.")]
public sealed class VariousFloatAdd : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double A { get; init; }

    [Input(Min = -1e+17, Max = 1e+17)]
    public double B { get; init; }

    public double Run(NodeContext context) => A + B;
}
