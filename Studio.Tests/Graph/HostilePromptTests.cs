using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Prompts made at random of the words that prompts are made of: whatever comes, there is an answer and no exception.</summary>
public sealed class HostilePromptTests : IDisposable
{
    private static readonly string[] Names =
        ["image", "images", "a", "b", "s", "f", "c", "value", "values", "choice", "seed", "steps", "count", "say", "inputs", "class_type", "__value__", "_meta", "title"];

    private static readonly string[] Ids = ["0", "1", "2", "3", "4", ""];

    private readonly ToyEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Validate_RandomPrompts_NeverThrows()
    {
        var runnable = 0;
        Prop.ForAll(Prompts().ToArbitrary(), async json =>
        {
            var validation = await _engine.ValidateAsync(json);
            runnable += validation.CanRun ? 1 : 0;
            Assert.Equal(validation.CanRun, validation.Error is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(1, 3));
        Assert.True(runnable > 10, $"Only {runnable} prompts were good ones.");
    }

    [Fact]
    public async Task Run_RandomGoodPrompts_ComesToAnEnd()
    {
        var prompts = Gen.Sample(Prompts(), 3000).Where(json => !json.Contains("ToyWait", StringComparison.Ordinal));
        var ends = new HashSet<string>();
        foreach (var json in prompts)
        {
            var validation = await _engine.ValidateAsync(json);
            if (validation.CanRun)
                ends.Add($"{(await _engine.RunUncheckedAsync(validation.Prompt, validation.Outputs)).End}");
        }
        Assert.Contains("Success", ends);
    }

    private static Gen<string> Prompts() =>
        from ids in Gen.SubListOf(Ids)
        from nodes in Gen.CollectToList(ids, _ => Nodes())
        select new JsonObject(ids.Zip(nodes, (id, node) => KeyValuePair.Create(id, node?.DeepClone())))
            .ToJsonString().Replace("half", "\\ud800", StringComparison.Ordinal); // half a character: JSON allows it, text does not

    private static Gen<JsonNode?> Nodes() => Gen.Frequency(
        (20, from name in Gen.Elements(ToyNodes.All.Select(type => type.Name).Append("Unknown"))
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
            "null", "true", "false", "0", "1", "-1", "3.5", "1e400", "123456789012345678901234567890", "\"\"", "\"x\"", "\"7\"", "\"good.png\"", "\"choice3\"", "\"half\"", "[]", "{}")
            .Select(json => JsonNode.Parse(json));
        var link = from id in Gen.Elements(Ids) from slot in Gen.Choose(-1, 2) select (JsonNode?)new JsonArray(id, slot);
        if (depth == 0)
            return leaf;
        var list = from items in Gen.ListOf(Values(depth - 1), 2) select (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]);
        return Gen.Frequency((6, leaf), (8, link), (1, list), (1, Inputs0(depth - 1)));
    }

    private static Gen<JsonNode?> Inputs0(int depth) =>
        from name in Gen.Elements(Names) from value in Values(depth) select (JsonNode?)new JsonObject { [name] = value?.DeepClone() };
}
