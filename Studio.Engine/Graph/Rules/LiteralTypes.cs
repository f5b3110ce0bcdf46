using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph.Rules;

/// <summary>Literals become what the input declares, as Python's int(), float(), str() and bool() would make them.</summary>
internal sealed class LiteralTypes : IInputRule
{
    public PromptError? Check(CheckedInput input)
    {
        if (input.Value is not InputValue.Literal { Value: var received })
            return null;
        if (received is null && !input.Schema.IsRequired)
            return null;
        try
        {
            input.Value = new InputValue.Literal(Convert(input.Schema.Type, received));
            return null;
        }
        catch (FormatException exception)
        {
            return new PromptError.NotConvertible(input.Declared, received, exception.Message);
        }
    }

    private static JsonNode? Convert(string type, JsonNode? received) => type switch
    {
        WireTypes.Int => PythonText.Number(PythonValues.Int(received)),
        WireTypes.Float => PythonText.Number(PythonValues.Float(received)),
        WireTypes.String => PythonText.Str(received),
        WireTypes.Boolean => PythonValues.Bool(received),
        _ when received?.GetValueKind() == JsonValueKind.Number && !double.IsFinite(NotANumber.ValueOf(received)) =>
            throw new FormatException("the number must be finite"),
        _ => received,
    };
}
