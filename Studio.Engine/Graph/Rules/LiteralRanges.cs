using System.Globalization;
using System.Numerics;
using Studio.Engine.Python;

namespace Studio.Engine.Graph.Rules;

/// <summary>Numbers lie between the limits, both inclusive.</summary>
internal sealed class LiteralRanges : IInputRule
{
    public PromptError? Check(CheckedInput input)
    {
        if (input.IsCheckedByNode || input.Value is not InputValue.Literal { Value: { } value })
            return null;
        return input.Schema.Type switch
        {
            WireTypes.Int => CheckInteger(input, PythonValues.Int(value)),
            WireTypes.Float => CheckFloat(input, PythonValues.Float(value)),
            _ => null,
        };
    }

    private static PromptError? CheckInteger(CheckedInput input, BigInteger value) =>
        value < input.Schema.IntegerMin ? TooSmall(input, Text(value), Text(input.Schema.IntegerMin))
        : value > input.Schema.IntegerMax ? TooBig(input, Text(value), Text(input.Schema.IntegerMax))
        : null;

    private static PromptError? CheckFloat(CheckedInput input, double value) =>
        value < input.Schema.Min ? TooSmall(input, PythonText.Repr(value), PythonText.Repr(input.Schema.Min.Value))
        : value > input.Schema.Max ? TooBig(input, PythonText.Repr(value), PythonText.Repr(input.Schema.Max.Value))
        : null;

    private static PromptError TooSmall(CheckedInput input, string value, string limit) =>
        OutOfRange(input, "value_smaller_than_min", $"Value {value} smaller than min of {limit}");

    private static PromptError TooBig(CheckedInput input, string value, string limit) =>
        OutOfRange(input, "value_bigger_than_max", $"Value {value} bigger than max of {limit}");

    private static PromptError OutOfRange(CheckedInput input, string type, string message) =>
        input.Error(type, message, input.Schema.Name, CheckedInput.Info("received_value", ((InputValue.Literal)input.Value!).Value));

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
