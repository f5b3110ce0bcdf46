using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PrimitiveStringMultilineNodeOutputs([Output("string")] string String);

[Node("Primitive string multiline [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Primitive string multiline",
    Category = "crystools 🪛/Primitive", Description = "A text of several lines.")]
public sealed class PrimitiveStringMultilineNode : INode<PrimitiveStringMultilineNodeOutputs>
{
    [Input(Name = "string", Multiline = true)]
    public string StringValue { get; init; } = "";

    public PrimitiveStringMultilineNodeOutputs Run(NodeContext context) => new(StringValue);
}
