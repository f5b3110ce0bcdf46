using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

public sealed class BlockerTests : IDisposable
{
    private const string Blocked = """
        {"1": {"class_type": "StubImage", "inputs": {"value": 1}},
         "2": {"class_type": "ToyBlock", "inputs": {"value": ["1", 0], "block": true, "message": MESSAGE}},
         "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
         "4": {"class_type": "PreviewImage", "inputs": {"images": ["3", 0]}},
         "5": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
        """;

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Run_SilentBlocker_SkipsWhatFollowsWithoutAWord()
    {
        var result = await _engine.RunAsync(Blocked.Replace("MESSAGE", "null", StringComparison.Ordinal));

        Assert.Equal(RunEnd.Success, result.End);
        Assert.Equal(["5"], result.Outputs.Keys);
        Assert.Equal(["executing 3", "done 3", "executing 4", "done 4"],
            _engine.Story.Where(step => step.EndsWith('3') || step.EndsWith('4')));
        Assert.DoesNotContain(_engine.Events, step => step is ExecutionEvent.Failed);
    }

    [Fact]
    public async Task Run_BlockerWithMessage_TellsItOnceAndStillSucceeds()
    {
        var result = await _engine.RunAsync(Blocked.Replace("MESSAGE", "\"Not today\"", StringComparison.Ordinal));

        Assert.Equal((RunEnd.Success, null), (result.End, result.Failure));
        var told = Assert.Single(_engine.Events.OfType<ExecutionEvent.Failed>()).Failure;
        Assert.Equal(("3", "PreviewImage", "ExecutionBlocked", "Execution Blocked: Not today"),
            (told.Node.Id, told.Node.ClassType, told.Text().Type, told.Text().Message));
        Assert.Equal((0, 0, 0), (told.Traceback.Count, told.CurrentInputs.Count, told.CurrentOutputs.Count));
        Assert.Equal(["executing 3", "failed 3", "done 3"], _engine.Story.Where(step => step.EndsWith('3')));
        Assert.IsType<ExecutionEvent.Finished>(_engine.Events[^1]);
    }

    [Fact]
    public async Task Run_BlockedAgain_ComesFromTheCacheSilently()
    {
        var prompt = Blocked.Replace("MESSAGE", "\"Not today\"", StringComparison.Ordinal);
        await _engine.RunAsync(prompt);

        await _engine.RunAsync(prompt);

        Assert.Equal(["started", "cached 1,2,3,4,5", "done 3", "done 4", "executed 5 cached", "done 5", "finished"], _engine.Story);
    }

    [Fact]
    public async Task Run_OneElementBlocked_LeavesOutOnlyThat()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyBlockList", "inputs": {"count": 3, "blocked": 1}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """);

        Assert.Equal(["toy_0.png", "toy_2.png"], result.Outputs["2"]["images"]!.AsArray().Select(image => (string)image!["filename"]!));
        Assert.Equal(2, result.Outputs["3"]["images"]!.AsArray().Count);
    }

    [Fact]
    public async Task Run_NodeThatTakesTheWholeList_IsBlockedByOneElement()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyBlockList", "inputs": {"count": 3, "blocked": 1}}, "2": {"class_type": "ToyShowList", "inputs": {"values": ["1", 0]}}}
            """);

        Assert.Equal((RunEnd.Success, 0), (result.End, result.Outputs.Count));
    }

    [Theory]
    [InlineData("ToyBlockAll", "{}")]
    [InlineData("ToyMixed", """{"how": "block"}""")]
    public async Task Run_AllOutputsBlocked_BlocksEach(string node, string inputs)
    {
        var result = await _engine.RunAsync($$"""
            {"1": {"class_type": "{{node}}", "inputs": {{inputs}} }, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]} },
             "3": {"class_type": "ToyShow", "inputs": {"value": ["1", 1]} } }
            """);

        Assert.Equal((RunEnd.Success, 0), (result.End, result.Outputs.Count));
    }

    [Fact]
    public async Task Run_BlockedCondition_AsksForNothing()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "2": {"class_type": "ToyBlock", "inputs": {"block": true}},
             "3": {"class_type": "ToySwitch", "inputs": {"on": ["2", 0], "when_on": ["1", 0], "when_off": ["1", 0]}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
            """);

        Assert.Equal((RunEnd.Success, 0, 0), (result.End, result.Outputs.Count, _engine.Counter.Count));
    }
}
