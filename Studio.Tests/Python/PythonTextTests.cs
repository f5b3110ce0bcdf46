using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Tests.Python;

/// <summary>Expected texts are Python 3.11's.</summary>
public sealed class PythonTextTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(8, "8.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e22, "1e+22")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(14.614642, "14.614642")]
    [InlineData(5e-324, "5e-324")]
    public void Repr_Floats_PrintLikePython(double value, string text) => Assert.Equal(text, PythonText.Repr(value));

    [Theory]
    [InlineData("""{"a":[1,2.50,1e3,true,null,"ü\n\"\\/"],"b":{}}""", """{"a": [1, 2.5, 1000.0, true, null, "\u00fc\n\"\\/"], "b": {}}""")]
    [InlineData(""" "😀" """, "\"\\ud83d\\ude00\"")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("[]", "[]")]
    public void Dumps_Json_PrintsLikePython(string json, string text) => Assert.Equal(text, PythonText.Dumps(JsonNode.Parse(json)));

    [Theory]
    [InlineData("""["it's", "a\"b", "both'\"", "tab\t", "ü"]""", """["it's", 'a"b', 'both\'"', 'tab\t', 'ü']""")]
    [InlineData("""{"k": [true, null, 1.0]}""", "{'k': [True, None, 1.0]}")]
    public void Repr_Json_PrintsLikePython(string json, string text) => Assert.Equal(text, PythonText.Repr(JsonNode.Parse(json)));
}
