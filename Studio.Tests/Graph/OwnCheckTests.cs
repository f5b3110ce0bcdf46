using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

/// <summary>Nodes that judge their inputs themselves, and inputs that are declared in unusual ways.</summary>
public sealed class OwnCheckTests : IDisposable
{
    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("ToyOwnRange", """{"a": 5, "c": 0.5}""")]
    [InlineData("ToyOwnRange", """{"a": 7, "c": 0.5}""", "custom_validation_failed a - no sevens")]
    [InlineData("ToyOwnRange", """{"a": 7, "b": 1, "c": 0.5}""", "custom_validation_failed a - no sevens",
        "custom_validation_failed b - no sevens")]
    [InlineData("ToyOwnRange", """{"a": ["f", 0], "b": 7, "c": 0.5}""", "custom_validation_failed a - no sevens",
        "custom_validation_failed b - no sevens")]
    [InlineData("ToyOwnRange", """{"a": ["f", 0], "c": 0.5}""")]
    [InlineData("ToyOwnRange", """{"a": 7, "c": 5}""", "value_bigger_than_max c")]
    [InlineData("ToyOwnRange", """{"a": 8, "c": 0.5}""", "exception_during_validation eight")]
    [InlineData("ToyOwnTypes", """{"a": ["i", 0]}""")]
    [InlineData("ToyOwnTypes", """{"a": 3}""")]
    [InlineData("ToyOwnTypes", """{"a": ["p", 0]}""", "custom_validation_failed a - only numbers",
        "custom_validation_failed input_types - only numbers")]
    [InlineData("ToyOwnAll", """{"a": 50, "b": "y"}""")]
    [InlineData("ToyOwnAll", """{"a": 50, "b": "bad"}""", "custom_validation_failed a", "custom_validation_failed b")]
    [InlineData("ToyAsyncCheck", """{"value": 1, "limit": 2}""")]
    [InlineData("ToyAsyncCheck", """{"value": 3, "limit": 2}""", "custom_validation_failed value - Value 3 is above 2")]
    [InlineData("ToySeveral", """{"chosen": {"__value__": ["a", "c"]}}""")]
    [InlineData("ToySeveral", """{"chosen": {"__value__": ["a", "x", "y"]}}""",
        "value_not_in_list chosen: 'x', 'y' not in ['a', 'b', 'c']")]
    [InlineData("ToySeveral", """{"chosen": ["a", "b", "c"]}""", "bad_linked_input chosen")]
    [InlineData("ToyVariadicList", """{"x": ["i", 0], "y": 3}""")]
    [InlineData("ToyVariadicList", """{"x": ["nowhere", 0]}""", "exception_during_validation 'nowhere'")]
    [InlineData("ToyVariadicList", """{"x": ["i", 4]}""", "exception_during_validation tuple index out of range")]
    public async Task Validate_OwnChecks_ReportLikeComfy(string node, string inputs, params string[] expected)
    {
        var validation = await _engine.ValidateAsync(Prompt(node, inputs));

        var errors = validation.NodeErrors.GetValueOrDefault("1")?.Errors ?? [];
        Assert.Equal(expected, errors.Select(error => error.Text()).Select(error => $"{error.Type} {error.Details}"));
        Assert.Equal(expected.Length == 0, validation.CanRun);
    }

    [Fact]
    public async Task Run_SeveralChoices_ArriveAsAList() =>
        Assert.Equal("""["a","c"]""", await ShownAsync(Prompt("ToySeveral", """{"chosen": {"__value__": ["a", "c"]}}"""), "1"));

    [Fact]
    public async Task Run_MoreInputs_TakesDeclaredAndUndeclaredLinksButNoUndeclaredLiterals()
    {
        const string prompt = """
            {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "2": {"class_type": "ToyInt", "inputs": {"value": 20}},
             "3": {"class_type": "ToyVariadic", "inputs": {"value1": 5, "value2": 7, "value9": ["1", 0], "another": ["2", 0], "ignored": 1000}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
            """;

        Assert.Equal("""["33"]""", await ShownAsync(prompt, "4"));
        Assert.Contains("executing 2", _engine.Story);
        Assert.Equal("value_bigger_than_max", (await _engine.ValidateAsync(
            prompt.Replace("\"value2\": 7", "\"value2\": 51", StringComparison.Ordinal))).NodeErrors["3"].Errors[0].Text().Type);
    }

    [Fact]
    public async Task Run_MoreInputs_AreInTheCacheKey()
    {
        const string prompt = """
            {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "3": {"class_type": "ToyVariadic", "inputs": {"value1": 5, "x": ["1", 0]}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
            """;
        await _engine.RunAsync(prompt);

        Assert.Equal("""["15"]""", await ShownAsync(prompt.Replace("\"value\": 1}", "\"value\": 10}", StringComparison.Ordinal), "4"));
    }

    [Fact]
    public async Task Run_MoreInputsOfANodeThatTakesLists_AreListsAndLiteralsToo() =>
        Assert.Equal("""["s:3","y:1"]""", await ShownAsync("""
            {"1": {"class_type": "ToyVariadicList", "inputs": {"s": ["2", 0], "y": 3}}, "2": {"class_type": "ToySplit", "inputs": {"count": 3}}}
            """, "1"));

    [Theory]
    [InlineData("2.5", true)]
    [InlineData("[\"p\", 0]", true)]
    [InlineData("[\"f\", 0]", true)]
    [InlineData("[\"l\", 0]", false)]
    public async Task Validate_UnionOfTypes_TakesEach(string value, bool accepted)
    {
        var prompt = Prompt("ToyShow", """{"value": ["u", 0]}""")[..^1]
            + $$""", "u": {"class_type": "ToyUnion", "inputs": {"value": {{value}} } } }""";

        Assert.Equal(accepted, (await _engine.ValidateAsync(prompt)).CanRun);
    }

    [Fact]
    public void Describe_UnusualInputs_SaysSoInObjectInfo()
    {
        var info = ObjectInfo.Describe(_engine.Nodes);

        Assert.Equal("""["*",{"lazy":true}]""", info["ToySwitch"]!["input"]!["required"]!["when_on"]!.ToJsonString());
        Assert.Equal("""["FLOW",{"rawLink":true}]""", info["ToyWhileClose"]!["input"]!["required"]!["flow"]!.ToJsonString());
        Assert.Equal("""["BOOLEAN",{"forceInput":true}]""", info["ToyWhileClose"]!["input"]!["required"]!["condition"]!.ToJsonString());
        Assert.Equal("""{"dynprompt":"DYNPROMPT","unique_id":"UNIQUE_ID"}""", info["ToyWhileClose"]!["input"]!["hidden"]!.ToJsonString());
        Assert.Equal("""[["a","b","c"],{"multiselect":true}]""", info["ToySeveral"]!["input"]!["required"]!["chosen"]!.ToJsonString());
        Assert.Equal("""["INT",{"default":3,"min":0,"max":50}]""", info["ToyVariadic"]!["input"]!["optional"]!["value2"]!.ToJsonString());
        Assert.Equal("""{"value3":["INT"]}""", info["ToyVariadic"]!["input"]!["hidden"]!.ToJsonString());
        Assert.Equal("""["FLOW","*","*","*"]""", info["ToyWhileOpen"]!["output"]!.ToJsonString());
        Assert.Equal("""["*","INT,FLOAT"]""", info["ToyMixed"]!["output"]!.ToJsonString());
        Assert.Equal("""["IMAGE,FLOAT"]""", info["ToyUnion"]!["input"]!["required"]!["value"]!.ToJsonString());
    }

    [Fact]
    public void NodeContract_FitsItsOwnAndOlderMinors()
    {
        Assert.True(NodeContract.Supports(NodeContract.Version));
        Assert.False(NodeContract.Supports(new Version(NodeContract.Major, NodeContract.Minor + 1)));
        Assert.False(NodeContract.Supports(new Version(NodeContract.Major + 1, 0)));
    }

    private static string Prompt(string node, string inputs) => $$"""
        {"1": {"class_type": "{{node}}", "inputs": {{inputs}} }, "i": {"class_type": "ToyInt", "inputs": {"value": 1} },
         "p": {"class_type": "StubImage", "inputs": {"value": 1} }, "f": {"class_type": "ToyHalf", "inputs": {} }, "l": {"class_type": "ToyAbove", "inputs": {"value": 1} } }
        """;

    private async Task<string> ShownAsync(string prompt, string node)
    {
        var result = await _engine.RunAsync(prompt);
        Assert.Equal(RunEnd.Success, result.End);
        return ((JsonArray)result.Outputs[node]["vals"]!).ToJsonString();
    }
}
