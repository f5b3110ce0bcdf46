using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

public sealed class LoopTests : IDisposable
{
    /// <summary>Adds 10 to a number, as often as is said; shows the sum and how the counter ended.</summary>
    private const string For = """
        {"1": {"class_type": "ToyInt", "inputs": {"value": 10}},
         "2": {"class_type": "ToyForOpen", "inputs": {"remaining": TIMES, "value1": 5}},
         "3": {"class_type": "ToyAdd", "inputs": {"a": ["2", 2], "b": ["1", 0]}},
         "4": {"class_type": "ToyForClose", "inputs": {"flow": ["2", 0], "value1": ["3", 0]}},
         "5": {"class_type": "ToyShow", "inputs": {"value": ["4", 0]}}}
        """;

    /// <summary>Doubles a number until it is above 100.</summary>
    private const string While = """
        {"1": {"class_type": "ToyWhileOpen", "inputs": {"condition": true, "value0": 3, "value1": "kept"}},
         "2": {"class_type": "ToyAdd", "inputs": {"a": ["1", 1], "b": ["1", 1]}},
         "3": {"class_type": "ToyAbove", "inputs": {"value": ["2", 0], "limit": 100}},
         "4": {"class_type": "ToySwitch", "inputs": {"on": ["3", 0], "when_on": ["7", 0], "when_off": ["6", 0]}},
         "6": {"class_type": "ToyAbove", "inputs": {"value": 1}}, "7": {"class_type": "ToyAbove", "inputs": {"value": 0}},
         "5": {"class_type": "ToyWhileClose", "inputs": {"flow": ["1", 0], "condition": ["4", 0], "value0": ["2", 0], "value1": ["1", 2]}},
         "8": {"class_type": "ToyShow", "inputs": {"value": ["5", 0]}}, "9": {"class_type": "ToyShow", "inputs": {"value": ["5", 1]}}}
        """;

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(1, "15")]
    [InlineData(2, "25")]
    [InlineData(4, "45")]
    [InlineData(100, "1005")]
    public async Task Run_ForLoop_RunsItsBodyThatOften(int times, string sum)
    {
        var result = await _engine.RunAsync(For.Replace("TIMES", $"{times}", StringComparison.Ordinal));

        Assert.Equal((RunEnd.Success, sum), (result.End, (string?)result.Outputs["5"]["vals"]![0]));
        Assert.Equal(times, _engine.Events.OfType<ExecutionEvent.Executing>().Count(step => step.Node.DisplayId == "3"));
    }

    [Fact]
    public async Task Run_WhileLoop_EndsWhenItsConditionDoes()
    {
        var result = await _engine.RunAsync(While);

        Assert.Equal(RunEnd.Success, result.End);
        Assert.Equal(("192", "kept"), ((string?)result.Outputs["8"]["vals"]![0], (string?)result.Outputs["9"]["vals"]![0]));
        Assert.Equal(6, _engine.Events.OfType<ExecutionEvent.Executing>().Count(step => step.Node.DisplayId == "2"));
        Assert.Contains(_engine.Story, step => step == "executing 5.0.0.again");
    }

    [Fact]
    public async Task Run_LoopInALoop_Multiplies()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyForOpen", "inputs": {"remaining": 3, "value1": 0}},
             "2": {"class_type": "ToyForOpen", "inputs": {"remaining": 4, "value1": ["1", 2]}},
             "3": {"class_type": "ToyAdd", "inputs": {"a": ["2", 2], "b": 1}},
             "4": {"class_type": "ToyForClose", "inputs": {"flow": ["2", 0], "value1": ["3", 0]}},
             "5": {"class_type": "ToyForClose", "inputs": {"flow": ["1", 0], "value1": ["4", 0]}},
             "6": {"class_type": "ToyShow", "inputs": {"value": ["5", 0]}}}
            """);

        Assert.Equal((RunEnd.Success, "12"), (result.End, (string?)result.Outputs["6"]["vals"]![0]));
    }

    [Fact]
    public async Task Run_LoopThatNeverEnds_CanBeInterrupted()
    {
        using var stop = new CancellationTokenSource();
        _engine.OnEvent = step =>
        {
            if (step is ExecutionEvent.Executing { Node.ParentId.Length: > 60 })
                stop.Cancel();
        };

        var result = await _engine.RunAsync(While.Replace("100", "-1", StringComparison.Ordinal).Replace("\"value\": 0", "\"value\": 1",
            StringComparison.Ordinal), stop.Token);

        Assert.Equal(RunEnd.Interrupted, result.End);
        Assert.Equal("5", Assert.IsType<ExecutionEvent.Interrupted>(_engine.Events[^1]).Node.Id);
    }

    [Fact]
    public async Task Run_LoopThatNeverEnds_FailsBeforeItFillsTheMemory()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyWhileOpen", "inputs": {"condition": true}}, "2": {"class_type": "ToyWhileClose", "inputs": {"flow": ["1", 0], "condition": true}},
             "3": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}}
            """);

        Assert.Equal((RunEnd.Failed, "2"), (result.End, result.Failure!.Node.Id));
        Assert.Contains("Does a loop never end?", result.Failure.Message, StringComparison.Ordinal);
    }
}
