using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ValueNodeOutputs(double Float, long Int, [Output("show_help")] string ShowHelp);

[Node("CR Value", Pack = ComfyrollPack.Name, DisplayName = "⚙️ CR Value", Category = "🧩 Comfyroll Studio/🛠️ Utils/⚙️ Other",
    Description = "A number.")]
public sealed class ValueNode : INode<ValueNodeOutputs>
{
    [Input]
    public double Value { get; init; } = 1;

    public ValueNodeOutputs Run(NodeContext context) => new(Value, WholeNumbers.Truncate(Value), Wiki.Page("Other-Nodes#cr-value"));
}
