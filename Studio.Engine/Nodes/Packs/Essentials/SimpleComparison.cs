using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("SimpleComparison+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Comparison", Category = "essentials/utilities",
    Description = "Whether two values compare as chosen.")]
public sealed class SimpleComparison : INode<bool>
{
    [Input]
    public object A { get; init; } = 0;

    [Input]
    public object B { get; init; } = 0;

    [Input(Choices = ["==", "!=", "<", "<=", ">", ">="])]
    public required string Comparison { get; init; }

    public bool Run(NodeContext context) => PlainComparison.Holds(Comparison, A, B);
}
