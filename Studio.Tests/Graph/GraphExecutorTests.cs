using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

public sealed class GraphExecutorTests : IDisposable
{
    private const string TwoOutputs = """
        {"1": {"class_type": "StubImage", "inputs": {"value": 7}},
         "2": {"class_type": "ToySteps", "inputs": {"image": ["1", 0], "steps": 2}},
         "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
         "4": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
        """;

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Run_NewPrompt_TellsEveryStepInComfyOrder()
    {
        var result = await _engine.RunAsync(TwoOutputs);

        Assert.Equal(RunEnd.Success, result.End);
        Assert.Equal(
            ["started", "cached", "executing 1", "done 1", "executing 4", "executed 4", "done 4", "executing 2", "progress 2 1/2",
                "preview 2",
             "progress 2 2/2", "preview 2", "done 2", "executing 3", "executed 3", "done 3", "finished"],
            _engine.Story);
        Assert.Equal(["3", "4"], result.Outputs.Keys.Order());
        Assert.Equal("toy_7.png", (string?)result.Outputs["3"]["images"]![0]!["filename"]);
    }

    [Fact]
    public async Task Run_SamePromptAgain_TakesAllFromCacheAndShowsOutputs()
    {
        await _engine.RunAsync(TwoOutputs);
        var ran = _engine.Counter.Count;

        var result = await _engine.RunAsync(TwoOutputs);

        Assert.Equal(["started", "cached 1,2,3,4", "executed 3 cached", "done 3", "executed 4 cached", "done 4", "finished"],
            _engine.Story);
        Assert.Equal(ran, _engine.Counter.Count);
        Assert.Equal(2, result.Outputs.Count);
    }

    [Fact]
    public async Task Run_RenumberedAndRetitled_StillHitsTheCache()
    {
        await _engine.RunAsync(TwoOutputs);

        await _engine.RunAsync("""
            {"30": {"class_type": "PreviewImage", "inputs": {"images": ["20", 0]}, "_meta": {"title": "new"}},
             "20": {"inputs": {"steps": 2.0, "image": ["10", 0], "unknown": 5}, "class_type": "ToySteps"},
             "10": {"class_type": "StubImage", "inputs": {"value": "7"}}}
            """);

        Assert.Equal("cached 30,20,10", _engine.Story.ElementAt(1));
    }

    [Fact]
    public async Task Run_ChangedValue_RunsOnlyWhatFollows()
    {
        await _engine.RunAsync(TwoOutputs);

        await _engine.RunAsync(TwoOutputs.Replace("\"steps\": 2", "\"steps\": 1", StringComparison.Ordinal));

        Assert.Equal(["started", "cached 1,4", "executed 4 cached", "done 4", "executing 2", "progress 2 1/1", "preview 2", "done 2",
            "executing 3",
            "executed 3", "done 3", "finished"], _engine.Story);
    }

    [Fact]
    public async Task Run_AnotherPromptBetween_ForgetsTheFirst()
    {
        await _engine.RunAsync(TwoOutputs);
        await _engine.RunAsync("""{"1": {"class_type": "ObsListOut", "inputs": {"a": 1, "s": "", "b": true, "f": 1}}}""");

        await _engine.RunAsync(TwoOutputs);

        Assert.Equal("cached", _engine.Story.ElementAt(1));
    }

    [Fact]
    public async Task Run_SavedFileGone_RunsTheOutputAgain()
    {
        await _engine.RunAsync(TwoOutputs);
        _engine.DeletedFiles.Add("toy_7.png");

        await _engine.RunAsync(TwoOutputs);

        Assert.Contains("cached 1,2", _engine.Story);
        Assert.Contains("executing 3", _engine.Story);
        Assert.DoesNotContain("executing 2", _engine.Story);
    }

    [Fact]
    public async Task Run_FingerprintChanged_RunsAgain()
    {
        const string prompt = """
            {"1": {"class_type": "ToyFile", "inputs": {"image": "good.png"}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
            """;
        await _engine.RunAsync(prompt);
        await _engine.RunAsync(prompt);
        Assert.Equal(1, _engine.Counter.Count);

        _engine.World.State = "2";
        await _engine.RunAsync(prompt);
        Assert.Equal(2, _engine.Counter.Count);

        _engine.World.State = null;
        await _engine.RunAsync(prompt);
        await _engine.RunAsync(prompt);
        Assert.Equal(4, _engine.Counter.Count);
        Assert.Equal("cached", _engine.Story.ElementAt(1));
    }

    [Fact]
    public async Task Run_EqualNodesInOnePrompt_ComputesOnceUnlessTheIdMatters()
    {
        await _engine.RunAsync("""
            {"1": {"class_type": "StubImage", "inputs": {"value": 3}}, "2": {"class_type": "StubImage", "inputs": {"value": 3}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}, "4": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
             "5": {"class_type": "ToyNamed", "inputs": {}}, "6": {"class_type": "ToyNamed", "inputs": {}},
             "7": {"class_type": "PreviewImage", "inputs": {"images": ["5", 0]}}, "8": {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}}}
            """);

        Assert.Equal(3, _engine.Counter.Count);
    }

    [Fact]
    public async Task Run_ListOutput_RunsFollowersPerElementAndJoinsWhatTheyShow()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToySplit", "inputs": {"count": 3}},
             "2": {"class_type": "ToyAdd", "inputs": {"a": ["1", 0], "b": 10}},
             "3": {"class_type": "ToySum", "inputs": {"values": ["2", 0]}},
             "4": {"class_type": "ObsListOut", "inputs": {"a": ["1", 0], "s": "t", "b": true, "f": 0}}}
            """);

        Assert.Equal("[10,11,12]", result.Outputs["3"]["vals"]!.ToJsonString());
        Assert.Equal("""[[0,"t",true,0.0,"x"],[1,"t",true,0.0,"x"],[2,"t",true,0.0,"x"]]""", result.Outputs["4"]["vals"]!.ToJsonString());
    }

    [Fact]
    public async Task Run_EmptyListBesideValues_FailsInWords()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToySplit", "inputs": {"count": 0}}, "2": {"class_type": "ToyAdd", "inputs": {"a": ["1", 0], "b": 10}},
             "3": {"class_type": "ToySum", "inputs": {"values": ["2", 0]}}}
            """);

        Assert.Equal(RunEnd.Failed, result.End);
        Assert.Contains("The input a got an empty list", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NodesThatWait_WaitSideBySide()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyWait", "inputs": {"value": 1}}, "2": {"class_type": "ToyWait", "inputs": {"value": 2}},
             "3": {"class_type": "ToyAdd", "inputs": {"a": ["1", 0], "b": ["2", 0]}}, "4": {"class_type": "ToySum", "inputs": {"values": ["3", 0]}}}
            """);

        Assert.Equal("[3]", result.Outputs["4"]["vals"]!.ToJsonString());
        Assert.Equal(["executing 2", "executing 1"], _engine.Story.Skip(2).Take(2));
    }

    [Fact]
    public async Task Run_SeveralReadyNodes_TakesThoseNearAnOutputFirst()
    {
        await _engine.RunAsync("""
            {"far": {"class_type": "ToyInt", "inputs": {"value": 1}}, "a": {"class_type": "ToyAdd", "inputs": {"a": ["far", 0], "b": 2}},
             "b": {"class_type": "ToyAdd", "inputs": {"a": ["a", 0], "b": 3}}, "c": {"class_type": "ToyAdd", "inputs": {"a": ["b", 0], "b": 4}},
             "first": {"class_type": "ToyShow", "inputs": {"value": ["c", 0]}},
             "near": {"class_type": "ToyInt", "inputs": {"value": 5}}, "d": {"class_type": "ToyAdd", "inputs": {"a": ["near", 0], "b": 6}},
             "second": {"class_type": "ToyShow", "inputs": {"value": ["d", 0]}}}
            """);

        Assert.Equal(["near", "d", "second", "far", "a", "b", "c", "first"],
            _engine.Events.OfType<ExecutionEvent.Executing>().Select(step => step.Node.Id));
    }

    [Fact]
    public async Task Run_CacheSmallerThanThePrompt_StillFinishes()
    {
        using var engine = new ToyEngine(policy: new ClassicCache(maxBytes: 150));

        var result = await engine.RunAsync(TwoOutputs);

        Assert.Equal(RunEnd.Success, result.End);
        Assert.InRange(engine.Cache.Bytes, 0, 150);
        Assert.Equal(RunEnd.Success, (await engine.RunAsync(TwoOutputs)).End);
    }

    [Fact]
    public async Task Run_LruCache_RemembersEarlierPrompts()
    {
        using var engine = new ToyEngine(policy: new LruCache(100, long.MaxValue));
        await engine.RunAsync(TwoOutputs);
        await engine.RunAsync("""{"1": {"class_type": "ObsListOut", "inputs": {"a": 1, "s": "", "b": true, "f": 1}}}""");

        await engine.RunAsync(TwoOutputs);

        Assert.Equal("cached 1,2,3,4", engine.Story.ElementAt(1));
    }

    [Fact]
    public async Task Run_OutputThatFeedsAnother_IsShownEvenWhenItsConsumersAreDone()
    {
        const string prompt = """
            {"1": {"class_type": "StubImage", "inputs": {"value": 7}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """;
        using var engine = new ToyEngine(policy: new NoCache());

        var result = await engine.RunAsync(prompt);

        Assert.Equal(["2", "3"], result.Outputs.Keys.Order());
    }
}
