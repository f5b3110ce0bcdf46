using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("SimpleMathInt+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Int", Category = "essentials/utilities",
    Description = "A whole number.")]
public sealed class SimpleMathInt : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 1)]
    public long Value { get; init; }

    public long Run(NodeContext context) => Value;
}
