using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWStringToFloat", Pack = VariousPack.Name, DisplayName = "String to Float", Category = "jamesWalker55",
    Description = "A text as a number.")]
public sealed class VariousStringToFloat : INode<double>
{
    [Input]
    public string Text { get; init; } = "0.0";

    public double Run(NodeContext context) => PythonValues.Float(JsonValue.Create(Text));
}
