using System.Text.Json.Nodes;
using static Studio.Tests.Extensions.PackPrompt;

namespace Studio.Tests.Extensions;

/// <summary>Lazy inputs, loops, blockers and expansion through the whole server.</summary>
public sealed class PackFlowTests(PackFlowTests.Host host) : IClassFixture<PackFlowTests.Host>
{
    private readonly PackStudio _studio = host.Studio;
    private readonly PackPrompt _prompt = new();

    [Fact]
    public async Task ObjectInfo_OfTheExtension_HasAllItsNodes()
    {
        var info = JsonNode.Parse(await _studio.Http.GetStringAsync("/object_info"))!.AsObject();

        Assert.Equal(53, info.Count(node => (string?)node.Value!["python_module"] == "custom_nodes.testing-pack"));
        Assert.Equal("""{"lazy":true}""", info["TestLazyMixImages"]!["input"]!["required"]!["image1"]![1]!.ToJsonString());
        Assert.Equal("""["FLOW_CONTROL",{"rawLink":true}]""",
            info["TestForLoopClose"]!["input"]!["required"]!["flow_control"]!.ToJsonString());
        Assert.Null(info["TestForLoopOpen"]!["input"]!["optional"]!["initial_value0"]);
    }

    [Theory]
    [InlineData(0, "BLACK", 0)]
    [InlineData(1, "WHITE", 255)]
    public async Task LazyInput_ThatIsNotNeeded_IsNotComputed(double mask, string needed, byte grey)
    {
        var images = new Dictionary<string, string> { ["BLACK"] = _prompt.Image("BLACK"), ["WHITE"] = _prompt.Image("WHITE") };
        var mix = _prompt.Node("TestLazyMixImages", ("image1", Link(images["BLACK"])), ("image2", Link(images["WHITE"])),
            ("mask", Link(_prompt.Mask(mask))));
        var shown = _prompt.Preview(mix);

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Equal([grey], await run.GreysAsync(shown));
        Assert.Contains(images[needed], run.Ran.Concat(run.Cached));
        Assert.DoesNotContain(images.Single(image => image.Key != needed).Value, run.Ran);
    }

    [Fact]
    public async Task LazyInputs_OfAList_AreChosenPerElement()
    {
        var values = _prompt.Node("TestMakeListNode", ("value1", 0.0), ("value2", 0.5), ("value3", 1.0));
        var mix = _prompt.Node(
            "TestLazyMixImages", ("image1", Link(_prompt.Image("BLACK"))), ("image2", Link(_prompt.Image("WHITE"))),
            ("mask", Link(_prompt.Mask(Link(values)))));

        var run = await _studio.RunAsync(Shown(mix, out var shown));

        Assert.Equal([0, 127, 255], await run.GreysAsync(shown));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task ForLoop_RunsItsBodyAsOftenAsItSays(int times)
    {
        var open = _prompt.Node("TestForLoopOpen", ("remaining", times), ("initial_value1", Link(_prompt.Image("WHITE"))));
        var body = _prompt.Node("TestVariadicAverage", ("input1", Link(_prompt.Image("BLACK"))), ("input2", Link(open, 2)));
        var close = _prompt.Node("TestForLoopClose", ("flow_control", Link(open)), ("initial_value1", Link(body)));

        var run = await _studio.RunAsync(Shown(close, out var shown));

        Assert.True(run.Succeeded);
        Assert.Equal([(byte)(255 >> times)], await run.GreysAsync(shown));
    }

    [Fact]
    public async Task ForLoop_InsideAForLoop_RunsEachTime()
    {
        var black = _prompt.Image("BLACK");
        var outer = _prompt.Node("TestForLoopOpen", ("remaining", 2), ("initial_value1", Link(_prompt.Image("WHITE"))));
        var inner = _prompt.Node("TestForLoopOpen", ("remaining", 2), ("initial_value1", Link(outer, 2)));
        var body = _prompt.Node("TestVariadicAverage", ("input1", Link(black)), ("input2", Link(inner, 2)));
        var innerEnd = _prompt.Node("TestForLoopClose", ("flow_control", Link(inner)), ("initial_value1", Link(body)));
        var outerEnd = _prompt.Node("TestForLoopClose", ("flow_control", Link(outer)), ("initial_value1", Link(innerEnd)));

        var run = await _studio.RunAsync(Shown(outerEnd, out var shown));

        Assert.Equal([255 >> 4], await run.GreysAsync(shown));
    }

    [Fact]
    public async Task WhileLoop_StopsWhenItsConditionFails()
    {
        var open = _prompt.Node("TestWhileLoopOpen", ("condition", true), ("initial_value0", 3),
            ("initial_value1", Link(_prompt.Image("WHITE"))));
        var left = _prompt.Node("TestIntMathOperation", ("a", Link(open, 1)), ("b", 1), ("operation", "subtract"));
        var more = _prompt.Node("TestIntConditions", ("a", Link(left)), ("b", 0), ("operation", ">"));
        var body = _prompt.Node("TestVariadicAverage", ("input1", Link(_prompt.Image("BLACK"))), ("input2", Link(open, 2)));
        var close = _prompt.Node(
            "TestWhileLoopClose", ("flow_control", Link(open)), ("condition", Link(more)), ("initial_value0", Link(left)),
            ("initial_value1", Link(body)));
        var shown = _prompt.Node("PreviewImage", ("images", Link(close, 1)));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Equal([255 >> 3], await run.GreysAsync(shown));
    }

    [Fact]
    public async Task Blocker_OnOneElement_TakesOnlyThatAway()
    {
        var images = _prompt.Node("TestMakeListNode", ("value1", Link(_prompt.Image("BLACK"))), ("value2", Link(_prompt.Image("WHITE"))),
            ("value3", Link(_prompt.Image("BLACK"))));
        var numbers = _prompt.Node("TestMakeListNode", ("value1", 1), ("value2", 2), ("value3", 3));
        var isTwo = _prompt.Node("TestIntConditions", ("a", Link(numbers)), ("b", 2), ("operation", "=="));
        var blocker = _prompt.Node("TestExecutionBlocker", ("input", Link(images)), ("block", Link(isTwo)), ("verbose", false));

        var run = await _studio.RunAsync(Shown(blocker, out var shown));

        Assert.Equal([0, 0], await run.GreysAsync(shown));
        Assert.Null(run.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Blocker_OnEverything_EndsWellAndSaysWhyOnlyWhenAsked(bool verbose)
    {
        var blocker = _prompt.Node("TestExecutionBlocker", ("input", Link(_prompt.Image("WHITE"))), ("block", true), ("verbose", verbose));

        var run = await _studio.RunAsync(Shown(blocker, out var shown));

        Assert.True(run.Succeeded);
        Assert.Null(run.Output(shown));
        Assert.Equal(verbose ? "Execution Blocked: Blocked Execution" : null, (string?)run.Error?["exception_message"]);
    }

    [Fact]
    public async Task Expansion_MixedWithPlainResults_GivesEveryElement()
    {
        var values = _prompt.Node("TestMakeListNode", ("value1", 0.1), ("value2", 0.2), ("value3", 0.3));
        var mixed = _prompt.Node("TestMixedExpansionReturns", ("input1", Link(values)));
        var first = _prompt.Preview(mixed);
        var second = _prompt.Node("PreviewImage", ("images", Link(mixed, 1)));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.Equal([25, 51, 76], await run.GreysAsync(first));
        Assert.Equal([255, 255, 255], await run.GreysAsync(second));
    }

    [Fact]
    public async Task Expansion_IntoACycle_IsAnErrorOfTheNodeThatMadeIt()
    {
        var cycle = _prompt.Node("TestDynamicDependencyCycle", ("input1", Link(_prompt.Image("BLACK"))),
            ("input2", Link(_prompt.Image("WHITE"))));

        var run = await _studio.RunAsync(Shown(cycle, out _));

        Assert.False(run.Succeeded);
        Assert.Equal(cycle, (string?)run.Error!["node_id"]);
        Assert.Contains("DependencyCycleError", (string?)run.Error["exception_type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task UndeclaredLinks_OfANodeThatTakesThem_Arrive()
    {
        var images = Enumerable.Range(0, 4).Select(n => _prompt.Image(n == 1 ? "WHITE" : "BLACK")).ToList();
        var average = _prompt.Node("TestVariadicAverage", [.. images.Select((image, n) => ($"input{n + 1}", (JsonNode?)Link(image)))]);

        var run = await _studio.RunAsync(Shown(average, out var shown));

        Assert.Equal([63], await run.GreysAsync(shown));
    }

    private string Shown(string images, out string shown)
    {
        shown = _prompt.Preview(images);
        return _prompt.ToString();
    }

    public sealed class Host : IAsyncLifetime
    {
        internal PackStudio Studio { get; private set; } = null!;

        public async Task InitializeAsync() => Studio = await PackStudio.StartAsync();

        public async Task DisposeAsync() => await Studio.DisposeAsync();
    }
}
