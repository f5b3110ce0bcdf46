using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

public sealed class LazyInputTests : IDisposable
{
    private const string Switch = """
        {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "2": {"class_type": "ToyInt", "inputs": {"value": 2}},
         "3": {"class_type": "ToySwitch", "inputs": {"on": true, "when_on": ["1", 0], "when_off": ["2", 0]}},
         "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}}
        """;

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("ToySwitch")]
    [InlineData("ToySwitchAsync")]
    public async Task Run_LazyInputs_ComputesOnlyWhatTheNodeAsksFor(string switchNode)
    {
        var result = await _engine.RunAsync(Switch.Replace("ToySwitch", switchNode, StringComparison.Ordinal));

        Assert.Equal("[\"1\"]", result.Outputs["4"]["vals"]!.ToJsonString());
        Assert.Equal(
            ["started", "cached", "executing 3", "executing 1", "done 1", "executing 3", "done 3", "executing 4", "executed 4", "done 4",
                "finished"],
            _engine.Story);
    }

    [Fact]
    public async Task Run_OtherBranchAfterwards_TakesWhatItCanFromTheCache()
    {
        await _engine.RunAsync(Switch);
        await _engine.RunAsync(Switch);
        Assert.Equal("cached 1,3,4", _engine.Story.ElementAt(1));

        await _engine.RunAsync(Switch.Replace("true", "false", StringComparison.Ordinal));

        Assert.Equal(["cached 1", "executing 3", "executing 2"], _engine.Story.Skip(1).Take(3));
    }

    [Fact]
    public async Task Run_BranchBothWantedAndNot_IsComputedOnceForAll()
    {
        var result = await _engine.RunAsync(Switch.Replace("true", "false", StringComparison.Ordinal)[..^1]
            + """, "5": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}, "6": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}}""");

        Assert.Equal(["\"2\"", "\"1\"", "\"2\""],
            result.Outputs.OrderBy(pair => pair.Key).Select(pair => pair.Value["vals"]![0]!.ToJsonString()));
        Assert.Equal(2, _engine.Counter.Count);
    }

    [Theory]
    [InlineData(5, 6, 7, "5", 1)]
    [InlineData(0, 6, 7, "6", 2)]
    [InlineData(0, -1, 7, "7", 3)]
    public async Task Run_NodeThatAsksAgain_GetsOneMoreEachTime(int a, int b, int c, string found, int computed)
    {
        var result = await _engine.RunAsync($$$"""
            {"1": {"class_type": "ToyInt", "inputs": {"value": {{{a}}} } }, "2": {"class_type": "ToyInt", "inputs": {"value": {{{b}}} } },
             "3": {"class_type": "ToyInt", "inputs": {"value": {{{c}}} } },
             "4": {"class_type": "ToyFirst", "inputs": {"a": ["1", 0], "b": ["2", 0], "c": ["3", 0]}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["4", 0]} } }
            """);

        Assert.Equal(found, (string?)result.Outputs["5"]["vals"]![0]);
        Assert.Equal(computed, _engine.Counter.Count);
        Assert.Equal(computed + 1, _engine.Story.Count(step => step == "executing 4"));
    }

    [Fact]
    public async Task Run_LiteralLazyInputs_AreThereAtOnce()
    {
        var result = await _engine.RunAsync("""
            {"4": {"class_type": "ToyFirst", "inputs": {"a": 0, "b": 3}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["4", 0]}}}
            """);

        Assert.Equal("3", (string?)result.Outputs["5"]["vals"]![0]);
        Assert.Single(_engine.Story, "executing 4");
    }

    [Fact]
    public async Task Run_LazyInputNobodyAsksFor_ArrivesAsNullEvenWhenItIsComputed()
    {
        const string prompt = """
            {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "2": {"class_type": "ToyLeave", "inputs": {"unused": ["1", 0]}},
             "3": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}}
            """;
        Assert.Equal("nothing", (string?)(await _engine.RunAsync(prompt)).Outputs["3"]["vals"]![0]);
        Assert.Equal(0, _engine.Counter.Count);

        var beside = await _engine.RunAsync(prompt[..^1] + """, "4": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}""");

        Assert.Equal("nothing", (string?)beside.Outputs["3"]["vals"]![0]);
    }

    [Fact]
    public async Task Run_ListOfConditions_ComputesWhatAnyElementNeeds()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyInt", "inputs": {"value": 10}}, "2": {"class_type": "ToyInt", "inputs": {"value": 20}},
             "3": {"class_type": "ToySplit", "inputs": {"count": 2}}, "4": {"class_type": "ToyAbove", "inputs": {"value": ["3", 0]}},
             "5": {"class_type": "ToySwitch", "inputs": {"on": ["4", 0], "when_on": ["1", 0], "when_off": ["2", 0]}},
             "6": {"class_type": "ToyShowList", "inputs": {"values": ["5", 0]}}}
            """);

        Assert.Equal("""["20","10"]""", result.Outputs["6"]["vals"]!.ToJsonString());
        Assert.Equal(2, _engine.Counter.Count);
    }

    [Fact]
    public async Task Run_AskingFails_FailsTheNode()
    {
        var result = await _engine.RunAsync("""
            {"1": {"class_type": "ToyFaultyAsk", "inputs": {"a": 1}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}
            """);

        Assert.Equal((RunEnd.Failed, "1", "cannot say"), (result.End, result.Failure!.Node.Id, result.Failure.Message));
    }

    [Fact]
    public async Task Run_PartialTargets_LeaveTheOtherBranchAlone()
    {
        const string prompt = """
            {"1": {"class_type": "ToyInt", "inputs": {"value": 1}}, "2": {"class_type": "ToyInt", "inputs": {"value": 2}},
             "3": {"class_type": "ToySwitch", "inputs": {"on": true, "when_on": ["1", 0], "when_off": ["2", 0]}},
             "4": {"class_type": "ToyShow", "inputs": {"value": ["3", 0]}}, "5": {"class_type": "ToyShow", "inputs": {"value": ["2", 0]}}}
            """;
        var valid = await _engine.ValidateAsync(prompt, "4");

        var result = await _engine.RunUncheckedAsync(valid.Prompt, valid.Outputs);

        Assert.Equal(["4"], result.Outputs.Keys);
        Assert.DoesNotContain("executing 2", _engine.Story);
    }

    [Fact]
    public async Task Validate_LazyInputs_AreRequiredWhenTheMemberIs()
    {
        Assert.Equal(
            ["required_input_missing", "required_input_missing"],
            (await _engine.ValidateAsync(
                """{"1": {"class_type": "ToySwitch", "inputs": {"on": true}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}"""))
                .NodeErrors["1"].Errors.Select(error => error.Text().Type));
        Assert.True((await _engine.ValidateAsync(
            """{"1": {"class_type": "ToyFirst", "inputs": {}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}""")).CanRun);
    }
}
