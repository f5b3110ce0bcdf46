using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record TextListConcatenateOutputs([Output("LIST", Type = "LIST")] object? List);

[Node("Text List Concatenate", Pack = WasPack.Name, DisplayName = "Text List Concatenate", Category = "WAS Suite/Text",
    Description = "Lists of texts one behind the other.")]
public sealed class TextListConcatenate : INode<TextListConcatenateOutputs>
{
    [Input(Type = "LIST", ForceInput = true)]
    public object? ListA { get; init; }

    [Input(Type = "LIST", ForceInput = true)]
    public object? ListB { get; init; }

    [Input(Type = "LIST", ForceInput = true)]
    public object? ListC { get; init; }

    [Input(Type = "LIST", ForceInput = true)]
    public object? ListD { get; init; }

    public TextListConcatenateOutputs Run(NodeContext context) =>
        new(new Bundle([.. new[] { ListA, ListB, ListC, ListD }.OfType<Bundle>().SelectMany(list => list.Values)]));
}
