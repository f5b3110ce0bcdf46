using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record ShowAnythingOutputs([Output("output")] object? Output);

[Node("easy showAnything", Pack = EasyUsePack.Name, Category = "EasyUse/Logic", IsOutput = true, Description = "Shows anything as text.")]
public sealed class ShowAnything : INode<NodeOutput<ShowAnythingOutputs>>
{
    [Input]
    public IReadOnlyList<object?>? Anything { get; init; }

    public NodeOutput<ShowAnythingOutputs> Run(NodeContext context)
    {
        var values = Anything ?? [];
        var texts = values.Select(value => value is NamedValues ? ValueText.Indented(value) : ValueText.Of(value)).ToList();
        return NodeOutput.Plain([texts is [var only] ? only : new Bundle([.. values])], Shown.Ui(texts));
    }
}
