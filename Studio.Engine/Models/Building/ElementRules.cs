using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>
/// What ONNX's operators do with element types, for the operators that networks are built from: nearly all take floating-point inputs of
/// one type and give that type back.
/// </summary>
internal static class ElementRules
{
    public static bool IsHalf(this ElementType type) => type is ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Whether an input must have the type of the others. A resize's factors are float32 always.</summary>
    public static bool SharesType(string op, int input) => op is not ("Cast" or "Resize") || (op == "Resize" && input == 0);

    /// <summary>The type of an operator's first output.</summary>
    /// <param name="inputs">Undefined where an input is left out.</param>
    public static ElementType Result(string op, ReadOnlySpan<ElementType> inputs, ReadOnlySpan<OrtAttribute> attributes)
    {
        switch (op)
        {
            case "Shape" or "Size" or "NonZero" or "ArgMax" or "ArgMin":
                return ElementType.Int64;
            case "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Not" or "And" or "Or" or "Xor" or "IsNaN"
                or "IsInf":
                return ElementType.Bool;
            case "Cast":
                return Target(attributes);
            case "Where":
                return inputs[1];
        }
        foreach (var type in inputs)
        {
            if (type is ElementType.Float32 or ElementType.Float64 || type.IsHalf())
                return type;
        }
        return inputs.IsEmpty ? ElementType.Undefined : inputs[0];
    }

    private static ElementType Target(ReadOnlySpan<OrtAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute is { Name: "to", Integer: { } type })
                return (ElementType)type;
        }
        throw new ArgumentException("A cast says what to.", nameof(attributes));
    }
}
