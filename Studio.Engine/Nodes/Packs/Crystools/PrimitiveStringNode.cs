using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PrimitiveStringNodeOutputs([Output("string")] string String);

[Node("Primitive string [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Primitive string", Category = "crystools 🪛/Primitive",
    Description = "A text.")]
public sealed class PrimitiveStringNode : INode<PrimitiveStringNodeOutputs>
{
    [Input(Name = "string")]
    public string StringValue { get; init; } = "";

    public PrimitiveStringNodeOutputs Run(NodeContext context) => new(StringValue);
}
