using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("SimpleMathFloat+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Float", Category = "essentials/utilities",
    Description = "A number.")]
public sealed class SimpleMathFloat : INode<double>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 0.05)]
    public double Value { get; init; }

    public double Run(NodeContext context) => Value;
}
