using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>What is told again of results from the cache, and what decides whether they come from there.</summary>
public sealed class CachedShowTests : IDisposable
{
    private const string Glimpse = """
        {"1": {"class_type": "StubImage", "inputs": {"value": 7}}, "2": {"class_type": "ToyGlimpse", "inputs": {"images": ["1", 0]}},
         "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
        """;

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task IntermediateOutput_FromTheCache_IsShownAgainAtTheEnd()
    {
        await _engine.RunAsync(Glimpse);
        Assert.Equal(["executed 2", "done 2", "executing 3", "executed 3", "done 3", "finished"], _engine.Story.TakeLast(6));

        var again = await _engine.RunAsync(Glimpse);

        Assert.Equal(["started", "cached 1,2,3", "executed 3 cached", "done 3", "executed 2 cached", "finished"], _engine.Story);
        Assert.Equal("toy_7.png", (string?)again.Outputs["2"]["images"]![0]!["filename"]);
        Assert.True((bool)ObjectInfo.Describe(_engine.Nodes.Find("ToyGlimpse")!)["has_intermediate_output"]!);
    }

    [Fact]
    public async Task IntermediateOutput_OfANodeThatRuns_IsShownOnce()
    {
        await _engine.RunAsync(Glimpse);

        await _engine.RunAsync(Glimpse.Replace(": 7", ": 8", StringComparison.Ordinal));

        Assert.Single(_engine.Story, step => step.StartsWith("executed 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warning_IsToldOnceAndAgainFromTheCache()
    {
        const string Prompt =
            """{"1": {"class_type": "ToyWarn", "inputs": {"value": 1, "times": 1}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}""";
        await _engine.RunAsync(Prompt);
        Assert.Equal(["executing 1", "warned 1 0 is odd", "done 1"], _engine.Story.Skip(2).Take(3));

        await _engine.RunAsync(Prompt);

        Assert.Equal(["cached 1,2", "warned 1 0 is odd", "executed 2 cached"], _engine.Story.Skip(1).Take(3));
    }

    [Fact]
    public async Task Warning_AtEachStep_DoesNotGoOnForever()
    {
        await _engine.RunAsync(
            """{"1": {"class_type": "ToyWarn", "inputs": {"value": 1, "times": 500}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}""");

        Assert.Equal(16, _engine.Events.OfType<ExecutionEvent.Warned>().Count());
    }

    [Fact]
    public async Task IsChanged_FromThePrompt_RunsAgainButNeverHidesAChange()
    {
        await RunAsync("\"a\"");
        await RunAsync("\"a\"");
        Assert.Equal(1, _engine.Counter.Count);
        await RunAsync("\"b\"");
        Assert.Equal(2, _engine.Counter.Count);

        // the file is another one now, or that of another user
        _engine.World.State = "2";
        await RunAsync("\"b\"");
        _engine.World.State = null;
        await RunAsync("\"b\"");
        Assert.Equal(4, _engine.Counter.Count);
    }

    [Fact]
    public async Task IsChanged_OfANodeThatNeverChanges_DoesNotCount()
    {
        await _engine.RunAsync(Glimpse);

        await _engine.RunAsync(Glimpse.Replace("\"StubImage\",", "\"StubImage\", \"is_changed\": [3],", StringComparison.Ordinal));

        Assert.Equal("cached 1,2,3", _engine.Story.ElementAt(1));
    }

    private Task<RunResult> RunAsync(string isChanged) => _engine.RunAsync($$$"""
        {"1": {"class_type": "ToyFile", "is_changed": {{{isChanged}}}, "inputs": {"image": "good.png"} }, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]} } }
        """);
}
