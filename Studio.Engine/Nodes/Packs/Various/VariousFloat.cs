using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloat", Pack = VariousPack.Name, DisplayName = "Float", Category = "jamesWalker55", Description = "A number.")]
public sealed class VariousFloat : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double Value { get; init; }

    public double Run(NodeContext context) => Value;
}
