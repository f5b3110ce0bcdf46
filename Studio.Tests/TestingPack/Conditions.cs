using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace TestingPack;

[Node("TestIntConditions", DisplayName = "Int condition", Category = "Testing/Logic")]
public sealed class IntConditions : INode<bool>
{
    [Input(Step = 1)]
    public long A { get; init; }

    [Input(Step = 1)]
    public long B { get; init; }

    [Input(Choices = ["==", "!=", "<", ">", "<=", ">="])]
    public required string Operation { get; init; }

    public bool Run(NodeContext context) => Comparison.Holds(A.CompareTo(B), Operation);
}

[Node("TestFloatConditions", DisplayName = "Float condition", Category = "Testing/Logic")]
public sealed class FloatConditions : INode<bool>
{
    [Input(Min = -999999999999, Max = 999999999999, Step = 1)]
    public double A { get; init; }

    [Input(Min = -999999999999, Max = 999999999999, Step = 1)]
    public double B { get; init; }

    [Input(Choices = ["==", "!=", "<", ">", "<=", ">="])]
    public required string Operation { get; init; }

    public bool Run(NodeContext context) => Comparison.Holds(A.CompareTo(B), Operation);
}

[Node("TestStringConditions", DisplayName = "String condition", Category = "Testing/Logic")]
public sealed class StringConditions : INode<bool>
{
    [Input]
    public string A { get; init; } = "";

    [Input]
    public string B { get; init; } = "";

    [Input(Choices = ["a == b", "a != b", "a IN b", "a MATCH REGEX(b)", "a BEGINSWITH b", "a ENDSWITH b"])]
    public required string Operation { get; init; }

    [Input]
    public bool CaseSensitive { get; init; } = true;

    public bool Run(NodeContext context)
    {
        var how = CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Operation switch
        {
            "a == b" => A.Equals(B, how),
            "a != b" => !A.Equals(B, how),
            "a IN b" => B.Contains(A, how),
            "a BEGINSWITH b" => A.StartsWith(B, how),
            "a ENDSWITH b" => A.EndsWith(B, how),
            _ => MatchesFromTheStart(),
        };
    }

    private bool MatchesFromTheStart()
    {
        try
        {
            var options = CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase;
            return Regex.IsMatch(A, $@"\A(?:{B})", options, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

[Node("TestToBoolNode", DisplayName = "To bool", Category = "Testing/Logic")]
public sealed class ToBool : INode<bool>
{
    [Input]
    public required object Value { get; init; }

    [Input]
    public bool? Invert { get; init; } = false;

    public bool Run(NodeContext context) => IsTrue(Value) != (Invert == true);

    private static bool IsTrue(object value) => value switch
    {
        Image image => image.Pixels.Span.ContainsAnyExcept(0f),
        Mask mask => mask.Values.Span.ContainsAnyExcept(0f),
        string text => text.Length > 0,
        BigInteger number => !number.IsZero,
        ICollection list => list.Count > 0,
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture) != 0,
        _ => true,
    };
}

[Node("TestBoolOperationNode", DisplayName = "Bool operation", Category = "Testing/Logic")]
public sealed class BoolOperation : INode<bool>
{
    [Input]
    public required bool A { get; init; }

    [Input]
    public required bool B { get; init; }

    [Input(Choices = ["a AND b", "a OR b", "a XOR b", "NOT a"])]
    public required string Op { get; init; }

    public bool Run(NodeContext context) => Op switch
    {
        "a AND b" => A && B,
        "a OR b" => A || B,
        "a XOR b" => A ^ B,
        _ => !A,
    };
}

internal static class Comparison
{
    public static bool Holds(int order, string operation) => operation switch
    {
        "==" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        ">" => order > 0,
        "<=" => order <= 0,
        _ => order >= 0,
    };
}
