using System.Globalization;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes;

public sealed record ComfyNumberConvertOutputs(double Float, long Int);

[Node("ComfyNumberConvert", DisplayName = "Number Convert", Category = "math", PythonModule = "comfy_extras.nodes_number_convert",
    SchemaStyle = true, Description = "A number, a text or a truth as numbers.")]
public sealed class ComfyNumberConvert : INode<ComfyNumberConvertOutputs>
{
    [Input(Type = "INT,FLOAT,STRING,BOOLEAN")]
    public required object Value { get; init; }

    public ComfyNumberConvertOutputs Run(NodeContext context)
    {
        var number = Value is string text
            ? PythonNumbers.TryFloat(text, out var read) ? read : double.NaN
            : Convert.ToDouble(Value, CultureInfo.InvariantCulture);
        return double.IsFinite(number) && Math.Abs(number) < 9.2e18
            ? new ComfyNumberConvertOutputs(number, Value is long whole ? whole : (long)number)
            : throw new EngineException(EngineError.BadPrompt, $"'{ValueText.Of(Value)}' is no number.");
    }
}
