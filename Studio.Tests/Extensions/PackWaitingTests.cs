using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Extensions.PackPrompt;

namespace Studio.Tests.Extensions;

/// <summary>Nodes that wait, nodes that fail, and nodes that judge their inputs, through the whole server.</summary>
public sealed class PackWaitingTests(PackFlowTests.Host host) : IClassFixture<PackFlowTests.Host>
{
    private readonly PackStudio _studio = host.Studio;
    private readonly PackPrompt _prompt = new();

    [Fact]
    public async Task WaitingNodes_OfOnePrompt_WaitAtOnce()
    {
        var image = _prompt.Image("BLACK");
        var sleepers = new[] { 0.2, 0.25, 0.3 }.Select(seconds => _prompt.Node("TestSleep", ("value", Link(image)), ("seconds", seconds)))
            .ToList();
        sleepers.ForEach(sleeper => _prompt.Preview(sleeper));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Contains(run.States, state => sleepers.TrueForAll(sleeper => state.GetValueOrDefault(sleeper) == "running"));
    }

    [Fact]
    public async Task WaitingNodes_OfAnExpansion_WaitAtOnceAndShowAsTheirParent()
    {
        var parallel = _prompt.Node(
            "TestParallelSleep", ("image1", Link(_prompt.Image("BLACK"))), ("image2", Link(_prompt.Image("WHITE"))),
            ("image3", Link(_prompt.Image("WHITE"))),
            ("sleep1", 0.2), ("sleep2", 0.25), ("sleep3", 0.3));
        var shown = _prompt.Preview(parallel);

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Equal([170], await run.GreysAsync(shown));
        Assert.Contains(run.States,
            state => state.Count(node => node.Key.StartsWith($"{parallel}.", StringComparison.Ordinal) && node.Value == "running") == 3);
    }

    [Fact]
    public async Task ManyWaitingNodes_FromOneNode_Finish()
    {
        var node = _prompt.Node(
            "TestDynamicAsyncGeneration", ("image1", Link(_prompt.Image("BLACK"))), ("image2", Link(_prompt.Image("WHITE"))),
            ("num_async_nodes", 4), ("sleep_duration", 0.1));
        var shown = _prompt.Preview(node);

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Equal([127], await run.GreysAsync(shown));
    }

    [Theory]
    [InlineData("TestAsyncError", "error_after", 0.05, "after waiting")]
    [InlineData("TestSyncError", null, 0.0, "on purpose")]
    [InlineData("TestAsyncTimeout", "timeout", 0.1, "timeout of 0.1 s")]
    public async Task FailingNode_BesideAWaitingOne_IsTheErrorOfTheRun(string classType, string? input, double value, string message)
    {
        var image = _prompt.Image("BLACK");
        var failing = _prompt.Node(classType, ("value", Link(image)));
        if (classType == "TestAsyncTimeout")
            _prompt.Set(failing, "operation_time", 2.0);
        if (input is not null)
            _prompt.Set(failing, input, value);
        _prompt.Preview(_prompt.Node("TestSleep", ("value", Link(image)), ("seconds", 0.3)));
        _prompt.Preview(failing);

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.False(run.Succeeded);
        Assert.Equal(failing, (string?)run.Error!["node_id"]);
        Assert.Contains(message, (string?)run.Error["exception_message"], StringComparison.Ordinal);
        var after = new PackPrompt();
        after.Preview(after.Node("TestSleep", ("value", Link(after.Image("WHITE"))), ("seconds", 0.05)));
        Assert.True((await _studio.RunAsync(after.ToString())).Succeeded);
    }

    [Fact]
    public async Task Resources_OfWaitingNodes_AreFreeAgain()
    {
        var image = _prompt.Image("BLACK");
        for (var n = 0; n < 4; n++)
        {
            _prompt.Preview(_prompt.Node("TestAsyncResourceUser", ("value", Link(image)), ("resource_id", $"r{n}"), ("duration", 0.05)));
            _prompt.Preview(_prompt.Node("TestAsyncConcurrentLimit", ("value", Link(image)), ("duration", 0.1), ("node_id", n)));
        }

        Assert.True((await _studio.RunAsync(_prompt.ToString())).Succeeded);
        Assert.True((await _studio.RunAsync(_prompt.ToString().Replace("0.05", "0.06", StringComparison.Ordinal))).Succeeded);
    }

    [Theory]
    [InlineData("TestAsyncProgressUpdate")]
    [InlineData("TestSyncProgressUpdate")]
    public async Task Progress_OfANode_ReachesTheClient(string classType)
    {
        var node = _prompt.Node(classType, ("value", Link(_prompt.Image("BLACK"))), ("sleep_seconds", 0.2));
        _prompt.Preview(node);

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Contains(run.States, state => state.GetValueOrDefault(node) == "running");
        Assert.True(run.Succeeded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LazyInputs_OfANodeThatWaitsToChoose_AreComputedOnDemand(bool condition)
    {
        var (first, second) = (_prompt.Image("BLACK", 8), _prompt.Image("NOISE", 8));
        _prompt.Preview(_prompt.Node("TestAsyncLazyCheck", ("input1", Link(first)), ("input2", Link(second)), ("condition", condition)));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Contains(condition ? first : second, run.Ran.Concat(run.Cached));
        Assert.DoesNotContain(condition ? second : first, run.Ran);
    }

    [Theory]
    [InlineData("TestCustomValidation1", "5", "3.0", false)]
    [InlineData("TestCustomValidation1", "\"foo\"", "3.0", false)]
    [InlineData("TestCustomValidation1", "5.0", "3.0", true)]
    [InlineData("TestCustomValidation1", "[\"int\", 0]", "3.0", false)]
    [InlineData("TestCustomValidation1", "[\"mask\", 0]", "3.0", false)]
    [InlineData("TestCustomValidation1", "[\"image\", 0]", "3.0", true)]
    [InlineData("TestCustomValidation2", "[\"int\", 0]", "3.0", false)]
    [InlineData("TestCustomValidation2", "[\"float\", 0]", "3.0", true)]
    [InlineData("TestCustomValidation3", "[\"int\", 0]", "3.0", false)]
    [InlineData("TestCustomValidation3", "[\"float\", 0]", "3.0", true)]
    [InlineData("TestCustomValidation4", "[\"int\", 0]", "3.0", false)]
    [InlineData("TestCustomValidation4", "[\"float\", 0]", "3.0", true)]
    [InlineData("TestCustomValidation5", "0.0", "5.0", true)]
    [InlineData("TestCustomValidation5", "0.0", "7.0", false)]
    [InlineData("TestAsyncValidation", "5.0", "10.0", true, "value", "threshold")]
    [InlineData("TestAsyncValidation", "5.0", "3.0", false, "value", "threshold")]
    [InlineData("TestAsyncValidationError", "15.0", "10.0", false, "value", "max_value")]
    public async Task Validation_OfTheNodeItself_Decides(string classType, string first, string second, bool isValid,
        string firstName = "input1", string secondName = "input2")
    {
        var prompt = JsonNode.Parse($$$"""
            {"int": {"class_type": "StubInt", "inputs": {"value": 5}}, "float": {"class_type": "StubFloat", "inputs": {"value": 5.0}},
             "mask": {"class_type": "StubMask", "inputs": {"value": 0.5, "height": 8, "width": 8, "batch_size": 1}},
             "image": {"class_type": "StubImage", "inputs": {"content": "WHITE", "height": 8, "width": 8, "batch_size": 1}},
             "judge": {"class_type": "{{{classType}}}", "inputs": {"{{{firstName}}}": {{{first}}}, "{{{secondName}}}": {{{second}}} } },
             "out": {"class_type": "PreviewImage", "inputs": {"images": ["judge", 0]} } }
            """)!;

        using var answer = await _studio.Http.PostAsync("/prompt", new JsonObject { ["prompt"] = prompt }.ToJsonString());

        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(isValid == (answer.StatusCode == HttpStatusCode.OK), text);
        if (!isValid)
            Assert.NotNull(JsonNode.Parse(text)!["node_errors"]!["judge"]);
    }
}
