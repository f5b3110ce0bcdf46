using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Engine.Python;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

/// <summary>Expected answers are those of a ComfyUI server of version 0.33, recorded; tracebacks are left out.</summary>
public sealed class PromptValidatorTests : IDisposable
{
    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("{}", """{"type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": "", "extra_info": {}}""")]
    [InlineData("""{"1": {"inputs": {}}}""",
        """{"type": "missing_node_type", "message": "Node 'ID #1' has no class_type. The workflow may be corrupted or a custom node is missing.", "details": "Node ID '#1'", "extra_info": {"node_id": "1", "class_type": null, "node_title": null}}""")]
    [InlineData("""{"1": {"class_type": "Nope", "inputs": {}, "_meta": {"title": "My T"}}}""",
        """{"type": "missing_node_type", "message": "Node 'My T' not found. The custom node may not be installed.", "details": "Node ID '#1'", "extra_info": {"node_id": "1", "class_type": "Nope", "node_title": "My T"}}""")]
    [InlineData("""{"1": {"class_type": "StubImage", "inputs": {"value": 1}}}""",
        """{"type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": "", "extra_info": {}}""")]
    [InlineData("[1]", """{"type": "no_prompt", "message": "No prompt provided", "details": "No prompt provided", "extra_info": {}}""")]
    [InlineData("null", """{"type": "no_prompt", "message": "No prompt provided", "details": "No prompt provided", "extra_info": {}}""")]
    public async Task Validate_UnusablePrompt_SaysWhyLikeComfy(string prompt, string error)
    {
        var validation = await _engine.ValidateAsync(prompt);

        Assert.False(validation.CanRun);
        AssertSame(error, Json(validation.Error!.Text()));
        Assert.Empty(validation.NodeErrors);
    }

    [Theory]
    [InlineData("""{"1": {"class_type": "PreviewImage", "inputs": {}}}""", "Required input is missing: images",
        """{"1": {"errors": [{"type": "required_input_missing", "message": "Required input is missing", "details": "images", "extra_info": {"input_name": "images"}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData("""{"1": {"class_type": "PreviewImage"}}""", "Exception when validating node: 'inputs'",
        """{"1": {"errors": [{"type": "exception_during_validation", "message": "Exception when validating node", "details": "'inputs'", "extra_info": {"exception_type": "KeyError", "traceback": []}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData("""{"1": {"class_type": "PreviewImage", "inputs": {"images": ["99", 0]}}}""", "Exception when validating node: '99'",
        """{"1": {"errors": [{"type": "exception_during_validation", "message": "Exception when validating node", "details": "'99'", "extra_info": {"exception_type": "KeyError", "traceback": []}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData(
        """{"1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["99", 0]}}}""", "", """{"2": {"errors": [{"type": "exception_during_inner_validation", "message": "Exception when validating inner node", "details": "'99'", "extra_info": {"input_name": "images", "input_config": ["IMAGE", {}], "exception_message": "'99'", "exception_type": "KeyError", "traceback": [], "linked_node": ["2", 0]}}], "dependent_outputs": ["1"], "class_type": "ObsErr"}}""")]
    [InlineData(
        """{"1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 5]}}, "2": {"class_type": "StubImage", "inputs": {"value": 1}}}""", "Exception when validating node: tuple index out of range", """{"1": {"errors": [{"type": "exception_during_validation", "message": "Exception when validating node", "details": "tuple index out of range", "extra_info": {"exception_type": "IndexError", "traceback": []}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData(
        """{"1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0, 1]}}, "2": {"class_type": "StubImage", "inputs": {"value": 1}}}""", "Bad linked input, must be a length-2 list of [node_id, slot_index]: images", """{"1": {"errors": [{"type": "bad_linked_input", "message": "Bad linked input, must be a length-2 list of [node_id, slot_index]", "details": "images", "extra_info": {"input_name": "images", "input_config": ["IMAGE", {}], "received_value": ["2", 0, 1]}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData(
        """{"1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}, "2": {"class_type": "ToyInt", "inputs": {"value": 1}}}""",
        "Return type mismatch between linked nodes: images, received_type(INT) mismatch input_type(IMAGE)",
        """{"1": {"errors": [{"type": "return_type_mismatch", "message": "Return type mismatch between linked nodes", "details": "images, received_type(INT) mismatch input_type(IMAGE)", "extra_info": {"input_name": "images", "input_config": ["IMAGE", {}], "received_type": "INT", "linked_node": ["2", 0]}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData(
        """{"1": {"class_type": "PreviewImage", "inputs": {"images": [2, 0]}}, "2": {"class_type": "StubImage", "inputs": {"value": 1}}}""", "Exception when validating node: 2", """{"1": {"errors": [{"type": "exception_during_validation", "message": "Exception when validating node", "details": "2", "extra_info": {"exception_type": "KeyError", "traceback": []}}], "dependent_outputs": ["1"], "class_type": "PreviewImage"}}""")]
    [InlineData(
        """{"1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["3", 0]}}, "3": {"class_type": "ObsErr", "inputs": {"image": ["2", 0]}}}""", "", """{"2": {"errors": [{"type": "dependency_cycle", "message": "Dependency cycle detected", "details": "2 (ObsErr) -> 3 (ObsErr) -> 2 (ObsErr)", "extra_info": {"node_id": "2", "cycle_nodes": ["2", "3"]}}], "dependent_outputs": ["1"], "class_type": "ObsErr"}, "3": {"errors": [{"type": "dependency_cycle", "message": "Dependency cycle detected", "details": "2 (ObsErr) -> 3 (ObsErr) -> 2 (ObsErr)", "extra_info": {"node_id": "3", "cycle_nodes": ["2", "3"]}}], "dependent_outputs": ["1"], "class_type": "ObsErr"}}""")]
    [InlineData(
        """{"1": {"class_type": "ToyFile", "inputs": {"image": "nope.png"}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}""", "", """{"1": {"errors": [{"type": "custom_validation_failed", "message": "Custom validation failed for node", "details": "image - Invalid image file: nope.png", "extra_info": {"input_name": "image"}}], "dependent_outputs": ["2"], "class_type": "ToyFile"}}""")]
    public async Task Validate_BadNodes_ReportsThemLikeComfy(string prompt, string details, string nodeErrors)
    {
        var validation = await _engine.ValidateAsync(prompt);

        Assert.False(validation.CanRun);
        AssertSame(
            """{"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation", "details": "", "extra_info": {}}""",
            Json(validation.Error!.Text() with { Details = "" }));
        Assert.Equal(details, validation.Error!.Text().Details);
        AssertSame(nodeErrors, Json(validation.NodeErrors));
    }

    [Theory]
    [InlineData("\"a\": -1",
        """{"type": "value_smaller_than_min", "message": "Value -1 smaller than min of 0", "details": "a", "extra_info": {"input_name": "a", "input_config": ["INT", {"default": 0, "min": 0, "max": 10}], "received_value": -1}}""")]
    [InlineData("\"a\": 11",
        """{"type": "value_bigger_than_max", "message": "Value 11 bigger than max of 10", "details": "a", "extra_info": {"input_name": "a", "input_config": ["INT", {"default": 0, "min": 0, "max": 10}], "received_value": 11}}""")]
    [InlineData("\"a\": \"abc\"",
        """{"type": "invalid_input_type", "message": "Failed to convert an input value to a INT value", "details": "a, abc, invalid literal for int() with base 10: 'abc'", "extra_info": {"input_name": "a", "input_config": ["INT", {"default": 0, "min": 0, "max": 10}], "received_value": "abc", "exception_message": "invalid literal for int() with base 10: 'abc'"}}""")]
    [InlineData("\"a\": null",
        """{"type": "invalid_input_type", "message": "Failed to convert an input value to a INT value", "details": "a, None, int() argument must be a string, a bytes-like object or a real number, not 'NoneType'", "extra_info": {"input_name": "a", "input_config": ["INT", {"default": 0, "min": 0, "max": 10}], "received_value": null, "exception_message": "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"}}""")]
    [InlineData("\"c\": \"z\"",
        """{"type": "value_not_in_list", "message": "Value not in list", "details": "c: 'z' not in ['x', 'y']", "extra_info": {"input_name": "c", "input_config": [["x", "y"], {}], "received_value": "z"}}""")]
    [InlineData("\"f\": 2",
        """{"type": "value_bigger_than_max", "message": "Value 2.0 bigger than max of 1.0", "details": "f", "extra_info": {"input_name": "f", "input_config": ["FLOAT", {"default": 0.5, "min": 0.0, "max": 1.0}], "received_value": 2.0}}""")]
    [InlineData("\"s\": [1, 2, 3]",
        """{"type": "bad_linked_input", "message": "Bad linked input, must be a length-2 list of [node_id, slot_index]", "details": "s", "extra_info": {"input_name": "s", "input_config": ["STRING", {"default": "x"}], "received_value": [1, 2, 3]}}""")]
    public async Task Validate_BadLiteral_ReportsItLikeComfy(string change, string error)
    {
        var inputs = JsonNode.Parse("""{"a": 1, "s": "x", "b": true, "f": 0.5}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{{change}}}")!.AsObject())
            inputs[name] = value?.DeepClone();
        var validation = await _engine.ValidateAsync("""{"1": {"class_type": "ObsListOut", "inputs": $inputsToJson}}""".Replace(
            "$inputsToJson", inputs.ToJsonString(), StringComparison.Ordinal));

        AssertSame(error, Json(Assert.Single(validation.NodeErrors["1"].Errors).Text()));
        var expected = JsonNode.Parse(error)!;
        Assert.Equal($"{expected["message"]}: {expected["details"]}", validation.Error!.Text().Details);
    }

    [Fact]
    public async Task Validate_SeveralBadInputs_ReportsThemAll()
    {
        var validation = await _engine.ValidateAsync(
            """{"1": {"class_type": "ObsListOut", "inputs": {"a": 99, "b": {}, "s": [1], "f": 2, "c": "q"}}}""");

        Assert.Equal(
            ["value_bigger_than_max", "bad_linked_input", "value_bigger_than_max", "value_not_in_list"],
            validation.NodeErrors["1"].Errors.Select(error => error.Text().Type));
    }

    [Theory]
    [InlineData("""{"a": "7", "s": 5, "b": "", "f": "0.25"}""", """{"a": 7, "s": "5", "b": false, "f": 0.25}""")]
    [InlineData("""{"a": 3.9, "s": null, "b": "false", "f": true}""", """{"a": 3, "s": "None", "b": true, "f": 1.0}""")]
    [InlineData("""{"a": true, "s": {"__value__": ["p", "q"]}, "b": 1, "f": 0.5}""",
        """{"a": 1, "s": "['p', 'q']", "b": true, "f": 0.5}""")]
    [InlineData("""{"a": 1, "s": "t", "b": true, "f": 0.5, "zzz": 1}""", """{"a": 1, "s": "t", "b": true, "f": 0.5, "zzz": 1}""")]
    [InlineData("""{"a": " 1_0 ", "s": {"k": [1.50, null, false]}, "b": 0.0, "f": 1e-7}""",
        """{"a": 10, "s": "{'k': [1.5, None, False]}", "b": false, "f": 1e-07}""")]
    [InlineData("""{"a": "１", "s": "１", "b": "１", "f": "０.２٥"}""", """{"a": 1, "s": "１", "b": true, "f": 0.25}""")]
    [InlineData("""{"a": "\u3000१\u00a0", "s": "t", "b": 0, "f": "\u2003.0_1 "}""", """{"a": 1, "s": "t", "b": false, "f": 0.01}""")]
    public async Task Validate_ConvertibleLiterals_BecomeWhatIsDeclared(string inputs, string converted)
    {
        var validation = await _engine.ValidateAsync("""{"1": {"class_type": "ObsListOut", "inputs": $inputs, "extra": [1]}}""".Replace(
            "$inputs", inputs, StringComparison.Ordinal));

        Assert.True(validation.CanRun, $"{validation.Error}");
        Assert.Equal(
            PythonText.Dumps(JsonNode.Parse("""{"1": {"class_type": "ObsListOut", "inputs": $converted, "extra": [1]}}""".Replace(
                "$converted", converted, StringComparison.Ordinal))),
            PythonText.Dumps(validation.Prompt.Source));
    }

    [Fact]
    public async Task Validate_OneGoodOneBadOutput_RunsTheGoodOne()
    {
        var validation = await _engine.ValidateAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 1}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
             "3": {"class_type": "ObsListOut", "inputs": {"a": 99}}}
            """);

        Assert.Null(validation.Error);
        Assert.True(validation.CanRun);
        Assert.Equal(["2"], validation.Outputs);
        Assert.Equal(["3"], validation.NodeErrors["3"].DependentOutputs);
    }

    [Fact]
    public async Task Validate_Targets_LimitTheOutputs()
    {
        const string prompt = """
            {"1": {"class_type": "StubImage", "inputs": {"value": 1}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
             "3": {"class_type": "ObsListOut", "inputs": {"a": 99}}}
            """;

        Assert.Equal(["2"], (await _engine.ValidateAsync(prompt, "2")).Outputs);
        Assert.Empty((await _engine.ValidateAsync(prompt, "2")).NodeErrors);
        Assert.IsType<PromptError.NoOutputs>((await _engine.ValidateAsync(prompt, "77")).Error);
    }

    [Fact]
    public async Task Validate_BadNodeBehindTwoOutputs_NamesBoth()
    {
        var validation = await _engine.ValidateAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 101}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
            """);

        Assert.Equal(["2", "3"], validation.NodeErrors["1"].DependentOutputs);
        Assert.Equal("", validation.Error!.Text().Details);
    }

    [Fact]
    public async Task Validate_LongListOfChoices_IsCountedNotSpelledOut()
    {
        var error = Assert.Single(
            (await _engine.ValidateAsync("""{"1": {"class_type": "ToyLong", "inputs": {"choice": "z"}}}""")).NodeErrors["1"].Errors).Text();

        Assert.Equal("choice: 'z' not in (list of length 21)", error.Details);
        Assert.Null(error.ExtraInfo["input_config"]);
        Assert.True((await _engine.ValidateAsync("""{"1": {"class_type": "ToyLong", "inputs": {"choice": "hidden"}}}""")).CanRun);
    }

    [Theory]
    [InlineData("18446744073709551615", true)]
    [InlineData("18446744073709551616", false)]
    [InlineData("null", true)]
    [InlineData("1e400", false)]
    [InlineData("\"NaN\"", false)]
    public async Task Validate_Seeds_AreExact(string seed, bool accepted) =>
        Assert.Equal(accepted,
            (await _engine.ValidateAsync("""{"1": {"class_type": "ToyLong", "inputs": {"choice": "choice1", "seed": $seed}}}""".Replace(
                "$seed", seed, StringComparison.Ordinal))).CanRun);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public async Task Validate_FloatsThatAreNoNumbers_AreRefused(string text) =>
        Assert.False(
            (await _engine.ValidateAsync(
                """{"1": {"class_type": "ObsListOut", "inputs": {"a": 1, "s": "", "b": true, "f": "$text"}}}""".Replace("$text", text,
                    StringComparison.Ordinal))).CanRun);

    [Fact]
    public async Task Validate_ChainOfTenThousandNodes_NeitherOverflowsNorFails()
    {
        const int last = PromptParser.MaxNodes - 2;
        var prompt = new JsonObject { ["0"] = Node("ToyAdd", ("a", 1), ("b", 1)) };
        for (var i = 1; i <= last; i++)
            prompt[$"{i}"] = Node("ToyAdd", ("a", new JsonArray($"{i - 1}", 0)), ("b", 1));
        prompt["out"] = Node("ToySum", ("values", new JsonArray($"{last}", 0)));

        Assert.True((await _engine.ValidateAsync(prompt.ToJsonString())).CanRun);
        prompt["more"] = Node("ToyAdd");
        Assert.Equal(new PromptError.TooManyNodes(PromptParser.MaxNodes + 1, PromptParser.MaxNodes),
            (await _engine.ValidateAsync(prompt.ToJsonString())).Error);
    }

    [Theory]
    [InlineData("""{"1": 5}""", "missing_node_type")]
    [InlineData("""{"1": {"class_type": 5}}""", "missing_node_type")]
    [InlineData("""{"1": {"class_type": "PreviewImage", "inputs": []}}""", "invalid_prompt")]
    [InlineData("""{"1": {"class_type": "PreviewImage", "inputs": {}}, "1": {}}""", "missing_node_type")]
    [InlineData("""{"1": """, "invalid_prompt")]
    [InlineData("", "invalid_prompt")]
    [InlineData("\"text\"", "no_prompt")]
    public void Parse_BrokenPrompts_AreRefusedInWords(string json, string type) =>
        Assert.Equal(type, PromptParser.Parse(json).Error!.Text().Type);

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var deep = """{"1": {"class_type": "PreviewImage", "inputs": {"images": $list}}}""".Replace("$list", new string('[', 100_000),
            StringComparison.Ordinal);

        Assert.IsType<PromptError.NotJson>(PromptParser.Parse(deep).Error);
    }

    [Fact]
    public void Parse_DuplicateKeysInAReadyDocument_AreRefused() =>
        Assert.IsType<PromptError.NotJson>(
            PromptParser.Parse(JsonNode.Parse("""{"1": {"class_type": "A", "inputs": {"a": 1, "a": 2}}}""")).Error);

    private static JsonObject Node(string classType, params (string Name, JsonNode Value)[] inputs) => new()
    {
        ["class_type"] = classType,
        ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name, input.Value))),
    };

    private static JsonObject Json(ErrorText error) => new()
    {
        ["type"] = error.Type,
        ["message"] = error.Message,
        ["details"] = error.Details,
        ["extra_info"] = error.ExtraInfo.DeepClone(),
    };

    private static JsonObject Json(IReadOnlyDictionary<string, NodeErrors> errors) =>
        new(errors.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, new JsonObject
        {
            ["errors"] = new JsonArray([.. pair.Value.Errors.Select(error => Json(error.Text()))]),
            ["dependent_outputs"] = new JsonArray([.. pair.Value.DependentOutputs.Select(id => (JsonNode)id)]),
            ["class_type"] = pair.Value.ClassType,
        })));

    private static void AssertSame(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\nactual   {PythonText.Dumps(actual)}");
}
