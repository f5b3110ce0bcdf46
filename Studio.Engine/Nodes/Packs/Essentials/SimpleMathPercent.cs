using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("SimpleMathPercent+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Percent", Category = "essentials/utilities",
    Description = "A number from 0 to 1.")]
public sealed class SimpleMathPercent : INode<double>
{
    [Input(Min = 0, Max = 1, Step = 0.05)]
    public double Value { get; init; }

    public double Run(NodeContext context) => Value;
}
