using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes.Packs;

/// <summary>The classes of packs beside what the packs' own code gave for the same inputs (tools/goldens/README.md).</summary>
public sealed class PackGoldenTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    /// <summary>Class, or class and case, where we do otherwise on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> Deliberate = PackDifferences.Reasons
        .SelectMany(reason => reason.Cases, (reason, one) => (one, reason.Why))
        .ToDictionary(pair => pair.one, pair => pair.Why, StringComparer.Ordinal);

    public static TheoryData<string> Packs => [.. PackCases.Packs];

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Cases_OfAPack_ComeOutAsRecorded(string pack)
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var (classType, cases) in PackCases.Read(pack))
        {
            foreach (var one in cases!.AsArray().Select(one => one!.AsObject()))
            {
                var name = $"{classType} {one["name"]}";
                if (Deliberate.ContainsKey(classType) || Deliberate.ContainsKey(name))
                    continue;
                compared++;
                if (await DifferenceAsync(classType, one) is { } difference)
                    wrong.Add($"{name}: {difference}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared > 0, $"Nothing of {pack} was compared.");
    }

    private async Task<string?> DifferenceAsync(string classType, JsonObject recorded)
    {
        try
        {
            var output = await PackCases.RunAsync(fixture, classType, recorded["inputs"]!.AsObject());
            if (recorded["error"] is { } error)
                return $"an error is expected: {error}";
            var expected = recorded["outputs"]?.AsArray() ?? [];
            for (var slot = 0; slot < Math.Min(expected.Count, output.BlocksAll ? expected.Count : output.Values.Count); slot++)
            {
                var given = output.BlocksAll ? output.Values[0] : slot < output.Values.Count ? output.Values[slot] : null;
                if (PackValues.Difference(expected[slot], given) is { } wrong)
                    return $"output {slot}: {wrong}";
            }
            return recorded["ui"]?["text"] is JsonArray shown && !JsonNode.DeepEquals(shown, output.Ui?["text"])
                ? $"{shown.ToJsonString()} is to be shown, not {output.Ui?["text"]?.ToJsonString()}"
                : null;
        }
        catch (Exception exception) when (recorded["error"] is not null || exception is not OutOfMemoryException)
        {
            return recorded["error"] is not null ? null : $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
