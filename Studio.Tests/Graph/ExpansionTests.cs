using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

public sealed class ExpansionTests : IDisposable
{
    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Run_Expansion_RunsInsideTheNodeThatStaysRunning()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyTwice", "inputs": {"value": 21}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}
            """);

        Assert.Equal("42", (string?)result.Outputs["2"]["vals"]![0]);
        Assert.Equal(
            ["started", "cached", "executing 1", "executing 1.0.0.1", "done 1.0.0.1", "executing 1.0.0.sum", "done 1.0.0.sum", "done 1",
             "executing 2", "executed 2", "done 2", "finished"],
            _engine.Story);
        var inner = _engine.Events.OfType<ExecutionEvent.Executing>().Single(step => step.Node.Id == "1.0.0.sum").Node;
        Assert.Equal(new NodeRef("1.0.0.sum", "ToyAdd", "1", "1", "1"), inner);
    }

    [Fact]
    public async Task Run_NoNeedToExpand_GivesPlainValues()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyTwice", "inputs": {"value": 0}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}
            """);

        Assert.Equal("0", (string?)result.Outputs["2"]["vals"]![0]);
        Assert.DoesNotContain(_engine.Story, step => step.Contains("1.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_LinkToAListBesideAPlainValue_GivesEachItsValues()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyMixed", "inputs": {"how": "mixed"}}, "2": {"class_type": "ToyShowList", "inputs": {"values": ["1", 0]}},
             "3": {"class_type": "ToyShowList", "inputs": {"values": ["1", 1]}}}
            """);

        Assert.Equal("""["0","1"] ["7"]""", $"{result.Outputs["2"]["vals"]!.ToJsonString()} {result.Outputs["3"]["vals"]!.ToJsonString()}");
    }

    [Fact]
    public async Task Run_NodeOnAList_ExpandsOncePerElement()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToySplit", "inputs": {"count": 3}}, "2": {"class_type": "ToyTwice", "inputs": {"value": ["1", 0]}},
             "3": {"class_type": "ToySum", "inputs": {"values": ["2", 0]}}}
            """);

        Assert.Equal("[0,2,4]", result.Outputs["3"]["vals"]!.ToJsonString());
        Assert.Contains("executing 2.2.0.sum", _engine.Story);
        Assert.DoesNotContain("executing 2.0.0.sum", _engine.Story);
    }

    [Fact]
    public async Task Run_OutputNodeInside_IsShownAndAgainFromTheCache()
    {
        const string prompt = """
            {"1": {"class_type": "StubImage", "inputs": {"value": 4}}, "2": {"class_type": "ToyInnerOutput", "inputs": {"image": ["1", 0]}},
             "3": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}}
            """;
        var first = await _engine.RunAsync(prompt);
        Assert.Equal(["2.0.0.shown", "3"], first.Outputs.Keys.Order());
        Assert.True(_engine.Story.ToList().IndexOf("done 2.0.0.shown") < _engine.Story.ToList().IndexOf("done 2"));

        var second = await _engine.RunAsync(prompt);
        Assert.Equal(["2.0.0.shown", "3"], second.Outputs.Keys.Order());
        Assert.Equal(["started", "cached 1,2,3", "executed 2.0.0.shown cached", "done 2.0.0.shown", "executed 3 cached", "done 3",
            "finished"], _engine.Story);

        var renumbered = await _engine.RunAsync(prompt.Replace("\"2\"", "\"x\"", StringComparison.Ordinal));
        Assert.Equal(["3", "x.0.0.shown"], renumbered.Outputs.Keys.Order());
        Assert.Equal(
            new NodeRef("x.0.0.shown", "PreviewImage", "x", "x", "x"),
            _engine.Events.OfType<ExecutionEvent.Executed>().Single(shown => shown.Node.Id != "3").Node);

        _engine.DeletedFiles.Add("toy_4.png");
        await _engine.RunAsync(prompt);
        Assert.Contains("executing 2.0.0.shown", _engine.Story);
    }

    [Fact]
    public async Task Run_FailureDeepInside_NamesTheNodeThatWasSent()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 4}}, "2": {"class_type": "ToyInnerFault", "inputs": {"image": ["1", 0], "depth": 2}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """);

        Assert.Equal((RunEnd.Failed, new NodeRef("2", "ToyInnerFault"), "boom"),
            (result.End, result.Failure!.Node, result.Failure.Message));
        var nodes = _engine.Events.OfType<ExecutionEvent.Executing>().Select(step => step.Node).ToList();
        Assert.Equal(new NodeRef("2.0.0.1.0.0.1", "ToyInnerFault", "3", "2.0.0.1", "2"), nodes[^2]);
        Assert.Equal(new NodeRef("2.0.0.1.0.0.1.0.0.1", "ObsErr", "3", "2.0.0.1.0.0.1", "2"), nodes[^1]);
    }

    [Fact]
    public async Task Run_NodesInsideWaitForEachOther_FailsOnTheNodeShown()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyTangle", "inputs": {"value": 4}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}
            """);

        Assert.Equal((RunEnd.Failed, "1", "ToyTangle"), (result.End, result.Failure!.Node.Id, result.Failure.Node.ClassType));
        Assert.Equal(("graph.DependencyCycleError", "Dependency cycle detected"), result.Failure.Text());
    }

    [Theory]
    [InlineData("class", "NoSuchNode")]
    [InlineData("node", "leads to node nowhere")]
    [InlineData("input", "no node nowhere")]
    [InlineData("slot", "has no output 3")]
    [InlineData("missing", "Required input is missing: images")]
    [InlineData("type", "The input a takes INT")]
    [InlineData("twice", "already has a node same")]
    public async Task Run_ExpansionThatCannotRun_FailsInWords(string how, string message)
    {
        var result = await _engine.RunAsync($$$"""
            {"1": {"class_type": "ToyStray", "inputs": {"how": "{{{how}}}"} }, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]} } }
            """);

        Assert.Equal((RunEnd.Failed, "1"), (result.End, result.Failure!.Node.Id));
        Assert.Contains(message, result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ExpansionsThatWait_WaitSideBySide()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyInnerWait", "inputs": {"value": 1}}, "2": {"class_type": "ToyInnerWait", "inputs": {"value": 2}},
             "3": {"class_type": "ToyAdd", "inputs": {"a": ["1", 0], "b": ["2", 0]}}, "4": {"class_type": "ToySum", "inputs": {"values": ["3", 0]}}}
            """);

        Assert.Equal("[3]", result.Outputs["4"]["vals"]!.ToJsonString());
    }

    [Fact]
    public async Task Run_RawLink_ArrivesAsALinkOnceItsSourceIsDone()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "2": {"class_type": "ToyLinkOf", "inputs": {"link": ["1", 0], "either": ["1", 0]}},
             "3": {"class_type": "ToyLinkOf", "inputs": {"link": ["1", 0], "either": "text"}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
            """);

        Assert.Equal("1/0 ToyInt 1", (string?)result.Outputs["4"]["vals"]![0]);
        Assert.Equal("1/0 ToyInt text", (string?)result.Outputs["5"]["vals"]![0]);
        Assert.True(_engine.Story.ToList().IndexOf("done 1") < _engine.Story.ToList().IndexOf("executing 2"));
    }
}
