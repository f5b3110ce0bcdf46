using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Tests.Python;

/// <summary>What Python 3.11's json.loads makes of a text, written again by its json.dumps; null where it raises an error.</summary>
public sealed class PythonJsonTests
{
    [Theory]
    [InlineData("[NaN, Infinity, -Infinity]", "[NaN, Infinity, -Infinity]")]
    [InlineData("""{"a":NaN,"b":[-Infinity]}""", """{"a": NaN, "b": [-Infinity]}""")]
    [InlineData("NaN", "NaN")]
    [InlineData("""["NaN", "\"NaN, Infinity", {"Infinity": NaN}]""", """["NaN", "\"NaN, Infinity", {"Infinity": NaN}]""")]
    [InlineData("[1e400, -1e400, 1e-400]", "[Infinity, -Infinity, 0.0]")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("""{"a": 1, "b": 2, "a": {"x": 1, "x": [3]}}""", """{"a": {"x": [3]}, "b": 2}""")]
    [InlineData("""{"a": 1.50, "a": 12345678901234567890123.0, "n": 18446744073709551617}""",
        """{"a": 1.2345678901234568e+22, "n": 18446744073709551617}""")]
    [InlineData("""["\ud83d", "\ude00x", "\ud83d\ude00", "\\ud83d", "\uD83Dy", "\ud83d\ud83d\ude00"]""",
        """["\ufffd", "\ufffdx", "\ud83d\ude00", "\\ud83d", "\ufffdy", "\ufffd\ud83d\ude00"]""")]
    [InlineData("""{"\ud83d": 1}""", """{"\ufffd": 1}""")]
    [InlineData("-NaN", null)]
    [InlineData("+Infinity", null)]
    [InlineData("nan", null)]
    [InlineData("NaN5", null)]
    [InlineData("1Infinity", null)]
    [InlineData("[1NaN]", null)]
    [InlineData("{NaN: 1}", null)]
    [InlineData("[NaN", null)]
    [InlineData("[1,]", null)]
    [InlineData("""["\ud8"]""", null)]
    [InlineData("""["\ud83d\u12"]""", null)]
    [InlineData("\"\n\"", null)]
    [InlineData("01", null)]
    [InlineData("", null)]
    public void Parse_Texts_AsJsonLoadsReadsThem(string text, string? expected)
    {
        if (expected is null)
            Assert.ThrowsAny<JsonException>(() => PythonJson.Parse(text, keepNaN: true));
        else
            Assert.Equal(expected, PythonText.Dumps(PythonJson.Parse(text, keepNaN: true)));
    }

    [Fact]
    public void Parse_ForClients_HasNullForNaN() =>
        Assert.Equal("""{"a":[null,1e9999]}""", PythonJson.Parse("""{"a": [NaN, Infinity]}""")!.ToJsonString());

    [Fact]
    public void NaN_KeptThroughStorage_IsNaNInPythonsTextAndNullForClients()
    {
        var stored = PythonJson.Parse("""{"a": NaN, "t": "-0e9999 \" -0e9999", "b": [NaN, -0.0]}""", keepNaN: true)!.ToJsonString();

        var read = JsonNode.Parse(stored)!.DeepClone();
        Assert.Equal("""{"a": NaN, "t": "-0e9999 \" -0e9999", "b": [NaN, -0.0]}""", PythonText.Dumps(read));
        Assert.Equal("[nan]", PythonText.Repr(PythonJson.Parse("[NaN]", keepNaN: true)));
        var shown = JsonNode.Parse(NotANumber.Shown(stored))!;
        Assert.Null(shown["a"]);
        Assert.Null(shown["b"]![0]);
        Assert.Equal("-0e9999 \" -0e9999", (string?)shown["t"]);
    }

    [Fact]
    public void Read_ByteOrderMark_IsNoPartOfTheText() =>
        Assert.Equal("{}", PythonJson.Read(new byte[] { 0xef, 0xbb, 0xbf, (byte)'{', (byte)'}' }).Build()!.ToJsonString());

    [Fact]
    public void Read_BrokenUtf8_IsRefused() =>
        Assert.ThrowsAny<JsonException>(() => PythonJson.Read(new byte[] { (byte)'"', 0xc3, 0x28, (byte)'"' }));

    [Fact]
    public void Read_SevenHundredThousandNodes_CountsThemAndBuildsNothing()
    {
        var text = new StringBuilder("""{"client_id": "c", "prompt": {""");
        for (var i = 0; i < 700_000; i++)
            text.Append(i == 0 ? "" : ",").Append('"').Append(i).Append("\":{}");
        var bytes = Encoding.UTF8.GetBytes(text.Append("}}").ToString());

        var before = GC.GetAllocatedBytesForCurrentThread();
        var json = PythonJson.Read(bytes);
        var nodes = json.MembersOf("prompt");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((700_000, 700_003), (nodes, json.Values));
        Assert.InRange(allocated, 0, 64 << 10);
        Assert.Contains("700003 values", Assert.Throws<JsonException>(json.Build).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt": {"1": {"a": {}, "b": 1}, "2": [{}, {}]}, "other": {"x": 1, "y": 2, "z": 3}}""", 2)]
    [InlineData("""{"prompt": [1, 2, 3]}""", 0)]
    [InlineData("""{"a": {"prompt": {"1": 1}}}""", 0)]
    [InlineData("""[{"prompt": {"1": 1}}]""", 0)]
    [InlineData("""{"prompt": {"1": 1, "2": 2}, "prompt": {}}""", 2)]
    [InlineData("""{"\u0070rompt": {"1": 1}}""", 1)]
    public void MembersOf_CountsTheMembersOfThatObjectOnly(string text, int count) =>
        Assert.Equal(count, PythonJson.Read(Encoding.UTF8.GetBytes(text)).MembersOf("prompt"));

    [Fact]
    public void Read_Depth_IsBounded()
    {
        Assert.NotNull(PythonJson.Parse(new string('[', PythonJson.MaxDepth) + new string(']', PythonJson.MaxDepth)));
        Assert.ThrowsAny<JsonException>(
            () => PythonJson.Parse(new string('[', PythonJson.MaxDepth + 1) + new string(']', PythonJson.MaxDepth + 1)));
    }

    [Fact]
    public void Prompt_WithAKeyTwice_HasTheLastOnesValue()
    {
        var prompt =
            PromptParser.Parse(
                """{"1": {"class_type": "A", "inputs": {"x": 1}}, "2": {"class_type": "C", "inputs": {}}, "1": {"class_type": "B", "inputs": {"x": 2, "x": 3}}}""").Prompt!;

        Assert.Equal(["1", "2"], prompt.Nodes.Keys);
        Assert.Equal(("B", "3"), (prompt.Nodes["1"].ClassType, ((InputValue.Literal)prompt.Nodes["1"].Inputs["x"]).Value!.ToJsonString()));
    }
}
