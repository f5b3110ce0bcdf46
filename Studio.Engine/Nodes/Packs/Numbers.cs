using System.Globalization;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Numbers on wires that take several types.</summary>
internal static class Numbers
{
    /// <exception cref="EngineException">It is no number (BadPrompt).</exception>
    public static double Of(object? value) => value is IConvertible and not string
        ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
        : throw new EngineException(EngineError.BadPrompt, $"A number is needed here, not {ValueText.Of(value)}.");

    /// <exception cref="EngineException">The divisor is 0 (BadPrompt).</exception>
    public static double Divide(double a, double b) => b != 0 ? a / b
        : throw new EngineException(EngineError.BadPrompt, "A number cannot be divided by 0. Give another divisor.");

    /// <summary>One of WAS's operations; whole numbers stay whole where Python keeps them so.</summary>
    public static object Calculate(string operation, object a, object b)
    {
        var (x, y) = (Of(a), Of(b));
        object Kept(double result) => IsWhole(a) && IsWhole(b) ? (object)(long)result : result;
        return operation switch
        {
            "addition" => Kept(x + y),
            "subtraction" => Kept(x - y),
            "division" => (object)Divide(x, y),
            "floor division" => Kept(Math.Floor(Divide(x, y))),
            "multiplication" => Kept(x * y),
            "exponentiation" => y < 0 ? Math.Pow(x, y) : Kept(Math.Pow(x, y)),
            "modulus" => Kept(WholeNumbers.Modulo(x, y)),
            "greater-than" => x > y ? 1L : 0L,
            "greater-than or equals" => x >= y ? 1L : 0L,
            "less-than" => x < y ? 1L : 0L,
            "less-than or equals" => x <= y ? 1L : 0L,
            "equals" => x == y ? 1L : 0L,
            "does not equal" => x != y ? 1L : 0L,
            _ => a,
        };
    }

    private static bool IsWhole(object value) => value is int or long or ulong or bool;
}
