using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes.Packs;

/// <summary>The classes of packs are declared as their packs declare them: names, types, defaults, limits, order; prose aside.</summary>
public sealed class PackDeclarationTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly string[] Options = ["default", "min", "max", "step", "round", "multiline", "dynamicPrompts", "forceInput",
        "image_upload", "lazy", "display"];

    private static readonly string[] Facts = ["output_is_list", "output_name", "name", "display_name", "category", "output_node",
        "is_input_list"];

    /// <summary>Class and what differs on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> Deliberate = new(StringComparer.Ordinal)
    {
        ["Switch string [Crystools] on_true"] = "what is computed only when needed has no initial text",
        ["Switch string [Crystools] on_false"] = "what is computed only when needed has no initial text",
        ["ImpactWildcardProcessor Select to add Wildcard"] = "the wildcards are those of this machine",
    };

    [Fact]
    public void Classes_OfPacks_AreDeclaredAsTheirPacksDoIt()
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var (name, recorded) in PackCases.Read("declarations"))
        {
            if (fixture.Engine.Nodes.Find(name) is not { } schema)
                continue;
            compared++;
            wrong.AddRange(Differences(schema, recorded!.AsObject()).Where(difference => !Deliberate.ContainsKey(difference.What))
                .Select(difference => $"{difference.What}: {difference.Expected} is expected, not {difference.Actual}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared > 100, $"Only {compared} classes were compared.");
    }

    [Fact]
    public void Classes_OfPacks_SayWhereTheyComeFrom() => Assert.All(fixture.Engine.Nodes.All.Where(schema => schema.Pack is not null),
        schema => Assert.Equal($"custom_nodes.{schema.Pack}", (string?)ObjectInfo.Describe(schema)["python_module"]));

    private static IEnumerable<(string What, string Expected, string Actual)> Differences(NodeSchema schema, JsonObject recorded)
    {
        var info = ObjectInfo.Describe(schema);
        foreach (var fact in Facts)
        {
            if (!JsonNode.DeepEquals(recorded[fact], info[fact]))
                yield return ($"{schema.Name} {fact}", Text(recorded[fact]), Text(info[fact]));
        }
        if (!JsonNode.DeepEquals(recorded["output"], info["output"]))
            yield return ($"{schema.Name} output", Text(recorded["output"]), Text(info["output"]));
        foreach (var group in new[] { "required", "optional" })
        {
            var (expected, actual) = (recorded["input"]![group]!.AsObject(), info["input"]![group] as JsonObject ?? []);
            if (!expected.Select(pair => pair.Key).SequenceEqual(actual.Select(pair => pair.Key)))
            {
                yield return ($"{schema.Name} {group}", string.Join(", ", expected.Select(pair => pair.Key)),
                    string.Join(", ", actual.Select(pair => pair.Key)));
            }
            foreach (var (input, config) in expected.Where(pair => actual.ContainsKey(pair.Key)))
            {
                if (Difference(config!.AsArray(), actual[input]!.AsArray()) is { } difference)
                    yield return ($"{schema.Name} {input}", difference.Expected, difference.Actual);
            }
        }
    }

    private static (string Expected, string Actual)? Difference(JsonArray expected, JsonArray actual)
    {
        if ((string?)(expected[0] as JsonValue) != "LISTED" && !JsonNode.DeepEquals(expected[0], actual[0]))
            return (Text(expected[0]), Text(actual[0]));
        var (wanted, given) = (expected[1]!.AsObject(), actual.Count > 1 ? actual[1]!.AsObject() : []);
        var key = Options.FirstOrDefault(option => !IsSame(wanted[option], given[option]));
        return key is null ? null : ($"{key} {Text(wanted[key])}", Text(given[key]));
    }

    /// <summary>
    /// A number is the same with and without a point, in which the packs are not of one mind; limits beyond 64 bits are as good as none.
    /// </summary>
    private static bool IsSame(JsonNode? expected, JsonNode? actual) => JsonNode.DeepEquals(expected, actual)
        || (expected is JsonValue one && actual is JsonValue other && one.TryGetValue(out double a) && other.TryGetValue(out double b)
            && (a == b || (Math.Abs(a) > 9.2e18 && Math.Abs(b) > 9.2e18 && a < 0 == b < 0)));

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
