using Microsoft.Extensions.Logging;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

/// <summary>Runs that do not reach their end.</summary>
public sealed class GraphExecutorEndTests : IDisposable
{
    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Run_NodeThrows_ReportsItLikeComfyAndKeepsEarlierResults()
    {
        const string prompt = """
            {"1": {"class_type": "StubImage", "inputs": {"value": 7}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["1", 0]}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """;
        var result = await _engine.RunAsync(prompt);

        Assert.Equal(RunEnd.Failed, result.End);
        var failure = result.Failure!;
        Assert.Equal(new NodeRef("2", "ObsErr"), failure.Node);
        Assert.Equal(("ValueError", "boom\n"), failure.Text());
        Assert.Equal(["1"], failure.Executed);
        Assert.Equal("""{"image":["<IMAGE>"]}""", failure.CurrentInputs.ToJsonString().Replace("\\u003C", "<", StringComparison.Ordinal)
            .Replace("\\u003E", ">", StringComparison.Ordinal));
        Assert.NotEmpty(failure.Traceback);
        Assert.All(failure.Traceback, line => Assert.DoesNotContain("/", line, StringComparison.Ordinal));
        Assert.Equal(["started", "cached", "executing 1", "done 1", "executing 2", "failed 2"], _engine.Story);

        await _engine.RunAsync(prompt);
        Assert.Equal(["started", "cached 1", "executing 2", "failed 2"], _engine.Story);
    }

    [Theory]
    [InlineData("memory", "torch.OutOfMemoryError", "No memory left.\n\nThere was not enough memory")]
    [InlineData("threads", "torch.OutOfMemoryError", "No memory left.\n\nThere was not enough memory")]
    [InlineData("path", "FileNotFoundError", "A file could not be read or written")]
    public async Task Run_KindsOfFailure_AreNamedWithoutPaths(string say, string type, string message)
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 7}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["1", 0], "say": "$say"}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """.Replace("$say", say, StringComparison.Ordinal));

        var told = result.Failure!.Text();
        Assert.Equal(type, told.Type);
        Assert.StartsWith(message, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory", LogLevel.Warning, "Node 2 (ObsErr) of prompt prompt failed: No memory left.")]
    [InlineData("threads", LogLevel.Warning, "Node 2 (ObsErr) of prompt prompt failed: No memory left.")]
    [InlineData("path", LogLevel.Error, "Node 2 (ObsErr) of prompt prompt failed")]
    [InlineData("native", LogLevel.Error, "Node 2 (ObsErr) of prompt prompt failed")]
    public async Task Run_KindsOfFailure_AreLoggedWithAStackOnlyForFaults(string say, LogLevel level, string text)
    {
        await _engine.RunAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 7}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["1", 0], "say": "$say"}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """.Replace("$say", say, StringComparison.Ordinal));

        var line = Assert.Single(_engine.Log.Lines);
        Assert.Equal((level, text), (line.Level, line.Text));
        Assert.Equal(level == LogLevel.Error, line.Exception is not null);
    }

    [Fact]
    public async Task Run_CancelledInAStep_StopsThereAndSaysSo()
    {
        using var stop = new CancellationTokenSource();
        _engine.OnEvent = step =>
        {
            if (step is ExecutionEvent.Progress { Value: 5 })
                stop.Cancel();
        };

        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToySteps", "inputs": {"image": ["2", 0], "steps": 1000}}, "2": {"class_type": "StubImage", "inputs": {"value": 7}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
            """, stop.Token);

        Assert.Equal(RunEnd.Interrupted, result.End);
        Assert.Equal(6, _engine.Counter.Count);
        var interrupted = Assert.IsType<ExecutionEvent.Interrupted>(_engine.Events[^1]);
        Assert.Equal("1", interrupted.Node.Id);
        Assert.Equal(["2"], interrupted.ExecutedNodes);
    }

    [Fact]
    public async Task Run_CancelledBetweenNodes_RunsNoMore()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var result = await _engine.RunAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 7}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
            """, stop.Token);

        Assert.Equal(RunEnd.Interrupted, result.End);
        Assert.Equal(["started", "cached", "interrupted 1"], _engine.Story);
    }

    [Fact]
    public async Task Run_CancelledWhileNodesWait_Returns()
    {
        using var stop = new CancellationTokenSource();
        _engine.OnEvent = step =>
        {
            if (step is ExecutionEvent.Executing { Node.Id: "1" })
                stop.CancelAfter(1);
        };

        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyWait", "inputs": {"value": 1}}, "4": {"class_type": "ToySum", "inputs": {"values": ["1", 0]}}}
            """, stop.Token);

        Assert.Equal(RunEnd.Interrupted, result.End);
    }

    [Fact]
    public async Task Run_CyclicPromptUnchecked_FailsInsteadOfHanging()
    {
        var prompt = PromptParser.Parse("""
            {"2": {"class_type": "ObsErr", "inputs": {"image": ["3", 0]}}, "3": {"class_type": "ObsErr", "inputs": {"image": ["2", 0]}},
             "1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """).Prompt!;

        var result = await _engine.RunUncheckedAsync(prompt, ["1"]);

        Assert.Equal(RunEnd.Failed, result.End);
        Assert.Equal("graph.DependencyCycleError", result.Failure!.Text().Type);
    }
}
