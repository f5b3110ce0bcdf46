namespace Studio.Engine.Nodes.Packs;

/// <summary>Two values compared as packs write it: a == b, a <> b, a > 0 ...</summary>
internal static class PlainComparison
{
    /// <exception cref="EngineException">The values have no order (BadPrompt).</exception>
    public static bool Holds(string comparison, object? a, object? b) => comparison switch
    {
        "a == b" or "a = b" or "==" => AreEqual(a, b),
        "a != b" or "a <> b" or "!=" => !AreEqual(a, b),
        "a < b" or "<" => Order(a, b) < 0,
        "a > b" or ">" => Order(a, b) > 0,
        "a <= b" or "<=" => Order(a, b) <= 0,
        "a >= b" or ">=" => Order(a, b) >= 0,
        "a > 0" => Numbers.Of(a) > 0,
        "a <= 0" => Numbers.Of(a) <= 0,
        "b > 0" => Numbers.Of(b) > 0,
        "b <= 0" => Numbers.Of(b) <= 0,
        "tt" => true,
        _ => false,
    };

    private static bool AreEqual(object? a, object? b) =>
        a is IConvertible and not string && b is IConvertible and not string ? Numbers.Of(a) == Numbers.Of(b) : Equals(a, b);

    private static int Order(object? a, object? b) =>
        a is string x && b is string y ? string.CompareOrdinal(x, y) : Numbers.Of(a).CompareTo(Numbers.Of(b));
}
