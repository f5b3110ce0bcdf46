using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("DisplayAny", Pack = EssentialsPack.Name, DisplayName = "🔧 Display Any", Category = "essentials/utilities", IsOutput = true,
    Description = "Shows any value, or the sizes of what is in it.")]
public sealed class DisplayAny : INode<NodeOutput<string>>
{
    [Input]
    public required object? Input { get; init; }

    [Input(Choices = ["raw value", "tensor shape"])]
    public string Mode { get; init; } = "raw value";

    public NodeOutput<string> Run(NodeContext context)
    {
        var text = Mode == "tensor shape" ? Shapes.Of(Input) : ValueText.Of(Input);
        return Shown.Text(text, text);
    }
}
