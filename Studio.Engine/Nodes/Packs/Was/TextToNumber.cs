using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record TextToNumberOutputs([Output("NUMBER", Type = "NUMBER")] object? Number);

[Node("Text to Number", Pack = WasPack.Name, DisplayName = "Text to Number", Category = "WAS Suite/Text/Operations",
    Description = "A text as a number.")]
public sealed class TextToNumber : INode<TextToNumberOutputs>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    public TextToNumberOutputs Run(NodeContext context) =>
        new(Text.Contains('.', StringComparison.Ordinal) ? PythonValues.Float(JsonValue.Create(Text))
            : (object)(long)PythonValues.Int(JsonValue.Create(Text)));
}
