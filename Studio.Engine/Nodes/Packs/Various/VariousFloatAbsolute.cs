using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatAbsolute", Pack = VariousPack.Name, DisplayName = "Float Absolute Value", Category = "jamesWalker55",
    Description = "A number without its sign.")]
public sealed class VariousFloatAbsolute : INode<double>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double Value { get; init; }

    public double Run(NodeContext context) => Math.Abs(Value);
}
