using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record StringNodeOutputs([Output("string")] string String);

[Node("easy string", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Type", Description = "A text.")]
public sealed class StringNode : INode<StringNodeOutputs>
{
    [Input]
    public string Value { get; init; } = "";

    public StringNodeOutputs Run(NodeContext context) => new(Value);
}
