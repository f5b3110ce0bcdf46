using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatSub", Pack = VariousPack.Name, DisplayName = "Float Subtract", Category = "jamesWalker55",
    Description = "The difference of two numbers.")]
public sealed class VariousFloatSub : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double A { get; init; }

    [Input(Min = -1e+17, Max = 1e+17)]
    public double B { get; init; }

    public double Run(NodeContext context) => A - B;
}
