using System.Numerics;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Tests.Python;

/// <summary>Expected values are Python 3.11's float() and int() of the same texts; null where they raise ValueError.</summary>
public sealed class PythonNumbersTests
{
    [Theory]
    [InlineData("\u0085\u30001\u2003\u00a0", 1.0)]
    [InlineData("\t\n\v\f\r 1 \r", 1.0)]
    [InlineData("\u001c1", null)]
    [InlineData("\u180e1", null)]
    [InlineData("\ufeff1", null)]
    [InlineData("1\u200b", null)]
    [InlineData("１２", 12.0)]
    [InlineData("१.५", 1.5)]
    [InlineData("١.٥", 1.5)]
    [InlineData("𝟏𝟐", 12.0)]
    [InlineData("1٫5", null)]
    [InlineData("²", null)]
    [InlineData("½", null)]
    [InlineData("①", null)]
    [InlineData("1_0.5", 10.5)]
    [InlineData("1e1_0", 1e10)]
    [InlineData("1__0", null)]
    [InlineData("_1", null)]
    [InlineData("1_", null)]
    [InlineData("1_.5", null)]
    [InlineData("1._5", null)]
    [InlineData("1_e5", null)]
    [InlineData("1e_5", null)]
    [InlineData("+1", 1.0)]
    [InlineData("-1", -1.0)]
    [InlineData("--1", null)]
    [InlineData("- 1", null)]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData(".", null)]
    [InlineData("+", null)]
    [InlineData("1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("+.5e-3", 0.0005)]
    [InlineData("1E3", 1000.0)]
    [InlineData("e5", null)]
    [InlineData("1e", null)]
    [InlineData("1e+", null)]
    [InlineData("1 0", null)]
    [InlineData("1,5", null)]
    [InlineData("0x10", null)]
    [InlineData("1.5f", null)]
    [InlineData("1\0", null)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("+Infinity", double.PositiveInfinity)]
    [InlineData("-INF", double.NegativeInfinity)]
    [InlineData("-nan", double.NaN)]
    [InlineData("infinit", null)]
    [InlineData("infinity_", null)]
    [InlineData("ınf", null)]
    [InlineData("∞", null)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("-1e99999999999", double.NegativeInfinity)]
    [InlineData("0e99999999999", 0.0)]
    [InlineData("1e-99999999999", 0.0)]
    public void TryFloat_Texts_AsFloatReadsThem(string text, double? expected)
    {
        Assert.Equal(expected is not null, PythonNumbers.TryFloat(text, out var number));
        if (expected is not null)
            Assert.Equal(expected.Value, number);
    }

    [Theory]
    [InlineData("１２", "12")]
    [InlineData("٣٤", "34")]
    [InlineData("𝟏𝟐", "12")]
    [InlineData("\u30007\u2029", "7")]
    [InlineData(" 12 ", "12")]
    [InlineData("1_000", "1000")]
    [InlineData("００７", "7")]
    [InlineData("-1", "-1")]
    [InlineData("+0", "0")]
    [InlineData("-１_０", "-10")]
    [InlineData("18446744073709551616", "18446744073709551616")]
    [InlineData("1__0", null)]
    [InlineData("_1", null)]
    [InlineData("1_", null)]
    [InlineData("1.0", null)]
    [InlineData("1e3", null)]
    [InlineData("- 1", null)]
    [InlineData("+-1", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("²", null)]
    [InlineData("inf", null)]
    [InlineData("1\0", null)]
    public void TryInt_Texts_AsIntReadsThem(string text, string? expected)
    {
        Assert.Equal(expected is not null, PythonNumbers.TryInt(text, out var number));
        if (expected is not null)
            Assert.Equal(BigInteger.Parse(expected), number);
    }

    [Fact]
    public void Int_4300DigitsAndMore_ReadAndRefusedAsPythonDoes()
    {
        Assert.Equal(BigInteger.Pow(10, 4299), PythonValues.Int(JsonValue.Create("1" + new string('0', 4299))));
        var refused = Assert.Throws<FormatException>(() => PythonValues.Int(JsonValue.Create("1" + new string('٠', 4300))));
        Assert.Equal("Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits", refused.Message);
    }

    [Fact]
    public void Int_NoNumber_SaysItInPythonsWords()
    {
        var refused = Assert.Throws<FormatException>(() => PythonValues.Int(JsonValue.Create("\u00a0zwölf\u3000")));
        Assert.Equal(@"invalid literal for int() with base 10: '\xa0zwölf\u3000'", refused.Message);
    }
}
