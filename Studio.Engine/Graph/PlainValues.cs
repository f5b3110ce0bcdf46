using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph;

/// <summary>What is written in a prompt as the values that nodes work with.</summary>
internal static class PlainValues
{
    /// <summary>What a literal or a value of an expansion stands for.</summary>
    public static object? Of(InputValue value) =>
        value is InputValue.Given any ? any.Content : Of(((InputValue.Literal)value).Value);

    /// <summary>A JSON literal as the plain value it stands for: string, bool, BigInteger or double. Objects and lists stay JSON.</summary>
    public static object? Of(JsonNode? literal) => literal?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.String => literal.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => PythonText.IsInteger(literal) ? PythonValues.Int(literal) : PythonValues.Float(literal),
        _ => literal,
    };
}
