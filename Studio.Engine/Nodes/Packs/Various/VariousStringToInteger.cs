using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWStringToInteger", Pack = VariousPack.Name, DisplayName = "String to Integer", Category = "jamesWalker55",
    Description = "A text as a whole number.")]
public sealed class VariousStringToInteger : INode<long>
{
    [Input]
    public string Text { get; init; } = "0";

    public long Run(NodeContext context) => (long)PythonValues.Int(JsonValue.Create(Text));
}
