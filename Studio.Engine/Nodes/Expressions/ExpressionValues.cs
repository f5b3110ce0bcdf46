using System.Globalization;
using Studio.Engine.Nodes.Packs;

namespace Studio.Engine.Nodes.Expressions;

/// <summary>Python's arithmetic on whole numbers (as far as 64 bits go, then as floats), floats, truths and texts.</summary>
internal static class ExpressionValues
{
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        long whole => whole != 0,
        System.Numerics.BigInteger whole => !whole.IsZero,
        double number => number != 0,
        string text => text.Length > 0,
        _ => true,
    };

    public static object Apply(string sign, object? value) => (sign, value) switch
    {
        ("+", _) => Plain(value),
        ("-", _) => Plain(value) is long whole && whole != long.MinValue ? (object)-whole : -Number(value),
        _ => ~Whole(value),
    };

    public static object Apply(string sign, object? a, object? b)
    {
        if (sign == "+" && a is string x && b is string y)
            return x + y;
        if (sign == "*" && a is string text && Plain(b) is long times)
            return times * text.Length <= 1 << 20 ? string.Concat(Enumerable.Repeat(text, (int)Math.Max(times, 0)))
                : throw ExpressionError.Of("the text would be too long");
        if (sign is "&" or "|" or "^" or "<<" or ">>")
            return Bits(sign, Whole(a), Whole(b));
        var (left, right) = (Plain(a), Plain(b));
        if (left is long m && right is long n && Exact(sign, m, n) is { } exact)
            return exact;
        return Inexact(sign, Number(left), Number(right));
    }

    public static bool Compare(string sign, object? a, object? b) => sign switch
    {
        "==" => PlainComparison.Holds("a == b", a, b),
        "!=" => PlainComparison.Holds("a != b", a, b),
        _ => PlainComparison.Holds($"a {sign} b", a, b),
    };

    public static object? Item(object? list, object? place)
    {
        var at = Whole(place);
        var items = list switch
        {
            string text => [.. text.Select(letter => (object?)letter.ToString())],
            Bundle bundle => bundle.Values,
            IReadOnlyList<object?> several => several,
            _ => throw ExpressionError.Of($"{ValueText.Of(list)} has no parts"),
        };
        at = at < 0 ? at + items.Count : at;
        return at >= 0 && at < items.Count ? items[(int)at] : throw ExpressionError.Of($"there is no part {Whole(place)}");
    }

    public static double Number(object? value) => value switch
    {
        bool truth => truth ? 1 : 0,
        System.Numerics.BigInteger whole => (double)whole,
        IConvertible and not string => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw ExpressionError.Of($"{ValueText.Of(value)} is no number"),
    };

    /// <summary>A number as a long or a double.</summary>
    public static object Plain(object? value) => value switch
    {
        long or double => value,
        bool truth => truth ? 1L : 0L,
        int whole => (long)whole,
        System.Numerics.BigInteger whole when whole >= long.MinValue && whole <= long.MaxValue => (long)whole,
        ulong whole when whole <= long.MaxValue => (long)whole,
        _ => (object)Number(value),
    };

    public static long Whole(object? value) => Plain(value) is long whole ? whole
        : throw ExpressionError.Of($"{ValueText.Of(value)} is no whole number");

    private static object? Exact(string sign, long a, long b)
    {
        try
        {
            return sign switch
            {
                "+" => (object)checked(a + b),
                "-" => checked(a - b),
                "*" => checked(a * b),
                "//" => WholeNumbers.FloorDivide(a, b),
                "%" => WholeNumbers.Modulo(a, b),
                "**" when b is >= 0 and <= 62 => Power(a, b),
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static object? Power(long a, long b)
    {
        var power = 1L;
        for (var i = 0; i < b; i++)
            power = checked(power * a);
        return power;
    }

    private static double Inexact(string sign, double a, double b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => Numbers.Divide(a, b),
        "//" => Math.Floor(Numbers.Divide(a, b)),
        "%" => WholeNumbers.Modulo(a, b),
        _ => Math.Pow(a, b),
    };

    private static long Bits(string sign, long a, long b) => sign switch
    {
        "&" => a & b,
        "|" => a | b,
        "^" => a ^ b,
        _ when b is < 0 or > 62 => throw ExpressionError.Of("bits can be moved by 0 to 62 places"),
        "<<" => a << (int)b,
        _ => a >> (int)b,
    };
}
