using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Nodes that wait, beside each other and at the end of a run.</summary>
public sealed class AsyncRunTests : IDisposable
{
    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Run_OneOfSeveralWaitingNodesFails_StopsTheOthers()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyUntilStopped", "inputs": {}}, "2": {"class_type": "ToyUntilStopped", "inputs": {}}, "3": {"class_type": "ToyAsyncFault", "inputs": {}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}},
             "6": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
            """);

        Assert.Equal((RunEnd.Failed, "3", "async boom"), (result.End, result.Failure!.Node.Id, result.Failure.Message));
        Assert.Equal(2, _engine.Counter.Count);
    }

    [Fact]
    public async Task Run_CancelledWhileNodesWait_EndsAsInterrupted()
    {
        using var stop = new CancellationTokenSource();
        _engine.OnEvent = step =>
        {
            if (step is ExecutionEvent.Executing { Node.Id: "6" })
                stop.Cancel();
        };

        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyUntilStopped", "inputs": {}}, "2": {"class_type": "ToyUntilStopped", "inputs": {}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}},
             "6": {"class_type": "ToyInt", "inputs": {"value": 1}}, "7": {"class_type": "ToyShow", "inputs": {"value": ["6", 0]}}}
            """, stop.Token);

        Assert.Equal(RunEnd.Interrupted, result.End);
        Assert.Equal(2, _engine.Counter.Count);
    }

    [Fact]
    public async Task Run_WaitingNodesAndOthers_GoOnWhileOneWaits()
    {
        // The meeting of two comes about only because the second waits inside an expansion that starts while the first waits already.
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyWait", "inputs": {"value": 1}}, "2": {"class_type": "ToyTwice", "inputs": {"value": 4}},
             "3": {"class_type": "ToyInnerWait", "inputs": {"value": ["2", 0]}}, "4": {"class_type": "ToyAdd", "inputs": {"a": ["1", 0], "b": ["3", 0]}},
             "5": {"class_type": "ToyShow", "inputs": {"value": ["4", 0]}}}
            """);

        Assert.Equal("9", (string?)result.Outputs["5"]["vals"]![0]);
    }

    [Fact]
    public async Task Run_WaitingNodeIsDone_IsFinishedBeforeTheNextBegins()
    {
        _engine.OnEvent = step =>
        {
            if (step is ExecutionEvent.Executing { Node.Id: "3" })
                _engine.World.Signal.SetResult();
        };

        await _engine.RunAsync("""
            {"1": {"class_type": "ToySignal", "inputs": {}}, "2": {"class_type": "ToyInt", "inputs": {"value": 2}}, "3": {"class_type": "ToyInt", "inputs": {"value": 3}},
             "4": {"class_type": "ToyAdd", "inputs": {"a": ["2", 0], "b": ["3", 0]}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["4", 0]}},
             "6": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}
            """);

        Assert.Equal(["executing 1", "executing 3", "done 3", "done 1", "executing 6"], _engine.Story.Skip(2).Take(5));
    }

    [Fact]
    public async Task Run_NodeOnAList_WaitsForAllElementsAtOnce()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToySplit", "inputs": {"count": 2}}, "2": {"class_type": "ToyWait", "inputs": {"value": ["1", 0]}},
             "3": {"class_type": "ToySum", "inputs": {"values": ["2", 0]}}}
            """);

        Assert.Equal("[0,1]", result.Outputs["3"]["vals"]!.ToJsonString());
    }
}
