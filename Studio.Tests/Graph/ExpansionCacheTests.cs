using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>What is computed again, and what is not, inside expansions under each way to keep results.</summary>
public sealed class ExpansionCacheTests
{
    private const string Twice = """
        {"1": {"class_type": "ToyInt", "inputs": {"value": 20}}, "2": {"class_type": "ToyTwice", "inputs": {"value": ["1", 0]}},
         "3": {"class_type": "ToyAdd", "inputs": {"a": ["2", 0], "b": 1}}, "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
        """;

    public static TheoryData<string, bool> Policies =>
        new() { { "memory", true }, { "classic", true }, { "lru", true }, { "none", false } };

    private static ICachePolicy Policy(string name) => name switch
    {
        "memory" => new MemoryCache(1, () => long.MaxValue),
        "classic" => new ClassicCache(long.MaxValue),
        "lru" => new LruCache(100, long.MaxValue),
        _ => new NoCache(),
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Run_SameExpansionAgain_IsComputedOnceWhereResultsAreKept(string policy, bool keeps)
    {
        using var engine = new ToyEngine(policy: Policy(policy));
        Assert.Equal("41", (string?)(await engine.RunAsync(Twice)).Outputs["4"]["vals"]![0]);
        var ran = engine.Counter.Count;

        var again = await engine.RunAsync(Twice);

        Assert.Equal("41", (string?)again.Outputs["4"]["vals"]![0]);
        Assert.Equal(keeps ? ran : 2 * ran, engine.Counter.Count);
        Assert.Equal(keeps ? "cached 1,2,3,4" : "cached", engine.Story.ElementAt(1));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Run_ChangeBehindTheExpansion_KeepsIt(string policy, bool keeps)
    {
        using var engine = new ToyEngine(policy: Policy(policy));
        await engine.RunAsync(Twice);

        await engine.RunAsync(Twice.Replace("\"b\": 1", "\"b\": 2", StringComparison.Ordinal));

        Assert.Equal(!keeps, engine.Story.Contains("executing 2"));
        Assert.Contains("executing 3", engine.Story);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Run_ExpandsAnewIntoTheSame_TakesTheInsideFromTheCache(string policy, bool keeps)
    {
        using var engine = new ToyEngine(policy: Policy(policy));
        await engine.RunAsync(Twice);

        // The number comes another way, so the node expands again, into what it was before.
        await engine.RunAsync(Twice.Replace("\"2\": {\"class_type\": \"ToyTwice\", \"inputs\": {\"value\": [\"1\", 0]}}",
            "\"2\": {\"class_type\": \"ToyTwice\", \"inputs\": {\"value\": 20}}", StringComparison.Ordinal));

        Assert.Contains("executing 2", engine.Story);
        Assert.Equal(!keeps, engine.Story.Contains("executing 2.0.0.1"));
        Assert.Equal(!keeps, engine.Story.Contains("executing 2.0.0.sum"));
    }

    [Fact]
    public async Task Run_ClassicCacheAndAnotherPromptBetween_ForgetsTheInsideToo()
    {
        using var engine = new ToyEngine(policy: new ClassicCache(long.MaxValue));
        await engine.RunAsync(Twice);
        await engine.RunAsync("""{"9": {"class_type": "ToyShow", "inputs": {"value": 1}}}""");

        await engine.RunAsync(Twice);

        Assert.Contains("executing 2.0.0.sum", engine.Story);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Run_Loop_IsComputedOnceWhereResultsAreKept(string policy, bool keeps)
    {
        const string loop = """
            {"1": {"class_type": "StubImage", "inputs": {"value": 1}},
             "2": {"class_type": "ToyForOpen", "inputs": {"remaining": 3, "value1": ["1", 0], "value2": 0}},
             "3": {"class_type": "ToySteps", "inputs": {"image": ["2", 2], "steps": 1}}, "6": {"class_type": "ToyAdd", "inputs": {"a": ["2", 3], "b": ["7", 0]}},
             "7": {"class_type": "ToyInt", "inputs": {"value": 5}},
             "4": {"class_type": "ToyForClose", "inputs": {"flow": ["2", 0], "value1": ["3", 0], "value2": ["6", 0]}},
             "5": {"class_type": "ToyShow", "inputs": {"value": ["4", 0]}}, "8": {"class_type": "ToyShow", "inputs": {"value": ["4", 1]}}}
            """;
        using var engine = new ToyEngine(policy: Policy(policy));
        for (var run = 0; run < 2; run++)
        {
            var result = await engine.RunAsync(loop);
            Assert.Equal((RunEnd.Success, "picture 1", "15"),
                (result.End, (string?)result.Outputs["5"]["vals"]![0], (string?)result.Outputs["8"]["vals"]![0]));
            Assert.Single(engine.Story, step => step == (run == 0 || !keeps ? "executing 7" : "cached 1,2,3,6,7,4,5,8"));
        }
    }

    [Fact]
    public async Task Run_NotIdempotent_TwoAreTwoAndEachIsKept()
    {
        using var engine = new ToyEngine();
        const string prompt = """
            {"1": {"class_type": "ToyOnce", "inputs": {}}, "2": {"class_type": "ToyOnce", "inputs": {}},
             "3": {"class_type": "ToyAdd", "inputs": {"a": ["1", 0], "b": ["2", 0]}}, "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
            """;

        Assert.Equal("3", (string?)(await engine.RunAsync(prompt)).Outputs["4"]["vals"]![0]);
        await engine.RunAsync(prompt);

        Assert.Equal("cached 1,2,3,4", engine.Story.ElementAt(1));
    }

    [Fact]
    public async Task Run_AsyncFingerprint_SeesLiteralsOnlyAndNeverKeepsWhatCannotBeRead()
    {
        using var engine = new ToyEngine();
        const string prompt = """
            {"1": {"class_type": "ToyInt", "inputs": {"value": 5}}, "2": {"class_type": "ToyAsyncFile", "inputs": {"linked": ["1", 0]}},
             "3": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}}
            """;
        await engine.RunAsync(prompt);
        await engine.RunAsync(prompt);
        Assert.Equal("cached 1,2,3", engine.Story.ElementAt(1));

        engine.World.State = "bad";
        await engine.RunAsync(prompt);
        await engine.RunAsync(prompt);
        Assert.Equal("cached 1", engine.Story.ElementAt(1));
    }
}
