using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Studio.Engine.Graph;
using Studio.Tests.Support;
using Xunit.Abstractions;

namespace Studio.Tests.Graph;

/// <summary>Prompts made at random of the words that prompts are made of: whatever comes, there is an answer and no exception.</summary>
public sealed class HostilePromptTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Names =
        ["image", "images", "a", "b", "s", "f", "c", "value", "values", "choice", "seed", "steps", "count", "say", "inputs", "class_type",
            "__value__", "_meta", "title"];

    private static readonly string[] Ids = ["0", "1", "2", "3", "4", ""];

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Validate_RandomPrompts_NeverThrows()
    {
        var runnable = 0;
        Prop.ForAll(Prompts(ToyNodes.All).ToArbitrary(), async json =>
        {
            var validation = await _engine.ValidateAsync(json);
            runnable += validation.CanRun ? 1 : 0;
            Assert.Equal(validation.CanRun, validation.Error is null);
        }).Check(RandomTests.Draw(output, 1500));
        Assert.True(runnable > 10, $"Only {runnable} prompts were good ones.");
    }

    [Fact]
    public void Run_RandomGoodPrompts_ComesToAnEnd()
    {
        var ends = new HashSet<string>();
        Prop.ForAll(Prompts(ToyNodes.All.Where(type => !type.IsDefined(typeof(WaitsAttribute), false))).ToArbitrary(), async json =>
        {
            var validation = await _engine.ValidateAsync(json);
            if (validation.CanRun)
                ends.Add(
                    $"{(await RandomTests.EndsAsync(stop => _engine.RunUncheckedAsync(validation.Prompt, validation.Outputs, stop), json)).End}");
        }).Check(RandomTests.Draw(output, 1000));
        Assert.Contains("Success", ends);
    }

    [Fact]
    public async Task Ends_RunThatWaitsForEver_FailsWithItsPromptAndIsStopped()
    {
        const string Json =
            """{"1": {"class_type": "ToyUntilStopped", "inputs": {}}, "2": {"class_type": "ToyShow", "inputs": {"value": ["1", 0]}}}""";
        var validation = await _engine.ValidateAsync(Json);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RandomTests.EndsAsync(
            stop => _engine.RunUncheckedAsync(validation.Prompt, validation.Outputs, stop), Json, TimeSpan.FromMilliseconds(50)));

        Assert.Contains(Json, failure.Message, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => _engine.Counter.Count == 1, TimeSpan.FromSeconds(60)), "The run was not stopped.");
    }

    [Fact]
    public void Waits_EveryToyThatWaitsByDesign_IsMarked() => Assert.Equal(
        ["ToyInnerWait", "ToySignal", "ToyUntilStopped", "ToyWait"],
        ToyNodes.All.Where(type => type.IsDefined(typeof(WaitsAttribute), false)).Select(type => type.Name).Order(StringComparer.Ordinal));

    private static Gen<string> Prompts(IEnumerable<Type> types) =>
        from ids in Gen.SubListOf(Ids)
        from nodes in Gen.CollectToList(ids, _ => Nodes([.. types.Select(type => type.Name), "Unknown"]))
        select new JsonObject(ids.Zip(nodes, (id, node) => KeyValuePair.Create(id, node?.DeepClone())))
            .ToJsonString().Replace("half", "\\ud800", StringComparison.Ordinal); // half a character: JSON allows it, text does not

    private static Gen<JsonNode?> Nodes(string[] names) => Gen.Frequency(
        (20, from name in Gen.Elements(names)
             from inputs in Inputs()
             select (JsonNode?)new JsonObject { ["class_type"] = name, ["inputs"] = inputs?.DeepClone() }),
        (1, Values(3)));

    private static Gen<JsonNode?> Inputs() =>
        from names in Gen.SubListOf(Names)
        from values in Gen.CollectToList(names, _ => Values(2))
        select (JsonNode?)new JsonObject(names.Zip(values, (name, value) => KeyValuePair.Create(name, value?.DeepClone())));

    private static Gen<JsonNode?> Values(int depth)
    {
        var leaf = Gen.Elements<string>(
            "null", "true", "false", "0", "1", "-1", "3.5", "1e400", "123456789012345678901234567890", "\"\"", "\"x\"", "\"7\"",
            "\"good.png\"", "\"choice3\"", "\"half\"", "[]", "{}")
            .Select(json => JsonNode.Parse(json));
        var link = from id in Gen.Elements(Ids) from slot in Gen.Choose(-1, 2) select (JsonNode?)new JsonArray(id, slot);
        if (depth == 0)
            return leaf;
        var list =
            from items in Gen.ListOf(Values(depth - 1), 2) select (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]);
        return Gen.Frequency((6, leaf), (8, link), (1, list), (1, Inputs0(depth - 1)));
    }

    private static Gen<JsonNode?> Inputs0(int depth) =>
        from name in Gen.Elements(Names) from value in Values(depth) select (JsonNode?)new JsonObject { [name] = value?.DeepClone() };
}
