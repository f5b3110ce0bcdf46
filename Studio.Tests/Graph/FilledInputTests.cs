using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

/// <summary>
/// Prompts from older workflows and other machines: what is missing gets its default, what is called otherwise is found, and the user hears
/// of it.
/// </summary>
public sealed class FilledInputTests : IDisposable
{
    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Run_RequiredInputWithADefault_IsFilledWithAWarning()
    {
        var result = await _engine.RunAsync("""{"1": {"class_type": "ObsListOut", "inputs": {"a": 1, "f": 0.25}}}""");

        Assert.Equal("""[1,"x",false,0.25,"x"]""", result.Outputs["1"]["vals"]![0]!.ToJsonString());
        Assert.Contains("warned 1 The input s is missing, as in a workflow that is older than it; 'x' is used.", _engine.Story);
        Assert.Contains("warned 1 The input b is missing, as in a workflow that is older than it; False is used.", _engine.Story);
        Assert.Equal(2, _engine.Story.Count(step => step.StartsWith("warned", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_FilledNodeFromTheCache_WarnsAgain()
    {
        const string Prompt = """{"1": {"class_type": "ObsListOut", "inputs": {"a": 1, "f": 0.25, "b": true, "c": "x"}}}""";
        await _engine.RunAsync(Prompt);
        await _engine.RunAsync(Prompt);

        Assert.Contains("executed 1 cached", _engine.Story);
        Assert.Contains(_engine.Story, step => step.StartsWith("warned 1 The input s is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_RequiredInputWithoutADefault_IsStillMissing()
    {
        var validation = await _engine.ValidateAsync(
            """{"1": {"class_type": "PreviewImage", "inputs": {}}, "2": {"class_type": "ToyLong", "inputs": {}}}""");

        Assert.Equal("required_input_missing", Assert.Single(validation.NodeErrors["1"].Errors).Text().Type);
        Assert.Equal("required_input_missing", Assert.Single(validation.NodeErrors["2"].Errors).Text().Type);
    }

    [Theory]
    [InlineData(@"far\\choice3", "choice3", @"warned 1 choice: there is no 'far\choice3' here; 'choice3' is taken for it.")]
    [InlineData("elsewhere/choice3", "choice3", "warned 1 choice: there is no 'elsewhere/choice3' here; 'choice3' is taken for it.")]
    [InlineData("hidden", "hidden", null)]
    [InlineData("choice7", "choice7", null)]
    public async Task Run_ChoiceOfAnotherMachine_IsTheOneItStandsFor(string written, string taken, string? warning)
    {
        var result = await _engine.RunAsync("""{"1": {"class_type": "ToyLong", "inputs": {"choice": "$written"}}}""".Replace("$written",
            written, StringComparison.Ordinal));

        Assert.Equal(taken, (string?)result.Outputs["1"]["vals"]![0]);
        Assert.Equal(warning, _engine.Story.SingleOrDefault(step => step.StartsWith("warned", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Validate_ChoiceThatMayBeSeveral_ListsThem()
    {
        var error = Assert.Single(
            (await _engine.ValidateAsync("""{"1": {"class_type": "ToyLong", "inputs": {"choice": "which"}}}""")).NodeErrors["1"].Errors).Text();

        Assert.Equal("value_not_in_list", error.Type);
        Assert.Equal(
            "choice: 'which' not in (list of length 21). Several are called so: ['choice4', 'choice5']. Write the one that is meant",
            error.Details);
    }

    [Fact]
    public void Parse_NodeCalledNodes_IsANode() =>
        Assert.NotNull(PromptParser.Parse(new JsonObject { ["nodes"] = new JsonObject { ["class_type"] = "A" },
            ["links"] = new JsonObject { ["class_type"] = "B" } }).Prompt);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-1e400")]
    public async Task Validate_NoFiniteNumber_IsRefusedWhereANodeUsesItAndCarriedElsewhere(string number)
    {
        const string Prompt =
            """{"1": {"class_type": "ObsListOut", "inputs": {"a": 1, "s": "", "b": true, "f": $used, "c": "x", "unknown": $carried}, "_meta": {"x": $carried}, "is_changed": [$carried]}}""";

        var used = await _engine.ValidateAsync(
            Prompt.Replace("$used", number, StringComparison.Ordinal).Replace("$carried", "0", StringComparison.Ordinal));
        var carried = await _engine.ValidateAsync(
            Prompt.Replace("$used", "0.5", StringComparison.Ordinal).Replace("$carried", number, StringComparison.Ordinal));

        Assert.Equal("invalid_input_type", Assert.Single(used.NodeErrors["1"].Errors).Text().Type);
        Assert.True(carried.CanRun, carried.Error?.Text().Details);
    }
}
