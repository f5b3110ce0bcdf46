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
        value < input.Schema.IntegerMin
            ? new PromptError.TooSmall(input.Declared, PythonText.Number(value), PythonText.Number(input.Schema.IntegerMin))
        : value > input.Schema.IntegerMax
            ? new PromptError.TooBig(input.Declared, PythonText.Number(value), PythonText.Number(input.Schema.IntegerMax))
        : null;

    private static PromptError? CheckFloat(CheckedInput input, double value) =>
        value < input.Schema.Min
            ? new PromptError.TooSmall(input.Declared, PythonText.Number(value), PythonText.Number(input.Schema.Min.Value))
        : value > input.Schema.Max
            ? new PromptError.TooBig(input.Declared, PythonText.Number(value), PythonText.Number(input.Schema.Max.Value))
        : null;
}
