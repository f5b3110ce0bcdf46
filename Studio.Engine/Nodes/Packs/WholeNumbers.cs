namespace Studio.Engine.Nodes.Packs;

/// <summary>Integers as Python divides them: towards minus infinity, the rest with the divisor's sign.</summary>
internal static class WholeNumbers
{
    /// <exception cref="EngineException">The divisor is 0 (BadPrompt).</exception>
    public static long FloorDivide(long a, long b)
    {
        RequireDivisor(b);
        var quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    /// <inheritdoc cref="FloorDivide"/>
    public static long Modulo(long a, long b)
    {
        RequireDivisor(b);
        return ((a % b) + b) % b;
    }

    public static double Modulo(double a, double b)
    {
        if (b == 0)
            throw new EngineException(EngineError.BadPrompt, "A number cannot be divided by 0. Give another divisor.");
        return a - (Math.Floor(a / b) * b);
    }

    /// <summary>The integer below a number of any kind: Python's int().</summary>
    public static long Truncate(double value) => double.IsFinite(value) && Math.Abs(value) < 9.2e18
        ? (long)value
        : throw new EngineException(EngineError.BadPrompt, $"{value} cannot be made a whole number.");

    private static void RequireDivisor(long b)
    {
        if (b == 0)
            throw new EngineException(EngineError.BadPrompt, "A number cannot be divided by 0. Give another divisor.");
    }
}
