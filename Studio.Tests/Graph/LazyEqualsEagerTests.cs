using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Support;
using Xunit.Abstractions;

namespace Studio.Tests.Graph;

/// <summary>Random graphs: what is chosen lazily, expanded or kept gives what plain evaluation gives.</summary>
public sealed class LazyEqualsEagerTests(ITestOutputHelper output) : IDisposable
{
    private readonly ToyEngine[] _engines =
    [
        new(policy: new NoCache()), new(policy: new ClassicCache(long.MaxValue)), new(policy: new LruCache(3, long.MaxValue)),
        new(policy: new MemoryCache(1, () => 0)),
    ];

    public void Dispose()
    {
        foreach (var engine in _engines)
            engine.Dispose();
    }

    [Fact]
    public void Run_RandomGraphs_GiveTheSameHoweverTheyAreEvaluated() =>
        Prop.ForAll(Graphs().ToArbitrary(), async graph =>
        {
            var expected = graph.Results();
            foreach (var engine in _engines)
            {
                Assert.Equal(expected, await ShownAsync(engine, graph.ToJson("ToySwitch", "ToyTwice")));
                var lazily = engine.Events.OfType<ExecutionEvent.Executing>().Select(step => step.Node.Id).ToHashSet();
                Assert.Equal(expected, await ShownAsync(engine, graph.ToJson("ToyEagerSwitch", "ToyTwice")));
                Assert.True(graph.Needed().IsSupersetOf(lazily.Where(id => !id.Contains('.', StringComparison.Ordinal))),
                    "A node ran that nobody needed.");
            }
        }).Check(RandomTests.Draw(output, 200));

    private static async Task<string> ShownAsync(ToyEngine engine, string json)
    {
        var result = await RandomTests.EndsAsync(stop => engine.RunAsync(json, stop), json);
        Assert.Equal(RunEnd.Success, result.End);
        return string.Join(' ', result.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal)
            .Select(output => $"{output.Key}={output.Value["vals"]![0]}"));
    }

    /// <summary>Nodes that each use earlier ones; the last three are shown.</summary>
    private static Gen<RandomGraph> Graphs() =>
        from count in Gen.Choose(3, 14)
        from kinds in Gen.ListOf(Gen.Choose(0, 3), count)
        from picks in Gen.ListOf(Gen.Choose(0, 1000), count * 3)
        select new RandomGraph([.. kinds], [.. picks]);

    private sealed record RandomGraph(IReadOnlyList<int> Kinds, IReadOnlyList<int> Picks)
    {
        private int Pick(int node, int input) => Picks[(node * 3) + input];

        private int Earlier(int node, int input) => Pick(node, input) % node;

        private bool IsOn(int node) => Pick(node, 2) % 2 == 0;

        private int KindOf(int node) => node == 0 ? 0 : Kinds[node];

        private IEnumerable<int> Shown => Enumerable.Range(Kinds.Count - 3, 3);

        public string Results()
        {
            var values = new List<int>();
            for (var node = 0; node < Kinds.Count; node++)
            {
                values.Add(KindOf(node) switch
                {
                    1 => unchecked(values[Earlier(node, 0)] + values[Earlier(node, 1)]),
                    2 => values[IsOn(node) ? Earlier(node, 0) : Earlier(node, 1)],
                    3 => unchecked(2 * values[Earlier(node, 0)]),
                    _ => Pick(node, 0) % 10,
                });
            }
            return string.Join(' ',
                Shown.Select(node => $"s{node}={values[node].ToString(CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal));
        }

        /// <summary>The nodes that a lazy evaluation may touch.</summary>
        public HashSet<string> Needed()
        {
            var needed = Shown.Select(node => $"s{node}").ToHashSet();
            var open = new Stack<int>(Shown);
            while (open.TryPop(out var node))
            {
                if (!needed.Add($"{node}"))
                    continue;
                switch (KindOf(node))
                {
                    case 1:
                        open.Push(Earlier(node, 0));
                        open.Push(Earlier(node, 1));
                        break;
                    case 2:
                        open.Push(Earlier(node, IsOn(node) ? 0 : 1));
                        break;
                    case 3:
                        open.Push(Earlier(node, 0));
                        break;
                }
            }
            return needed;
        }

        public string ToJson(string switchNode, string twiceNode)
        {
            var prompt = new JsonObject();
            for (var node = 0; node < Kinds.Count; node++)
            {
                JsonArray From(int input) => new($"{Earlier(node, input)}", 0);
                prompt[$"{node}"] = KindOf(node) switch
                {
                    1 => Node("ToyAdd", ("a", From(0)), ("b", From(1))),
                    2 => Node(switchNode, ("on", IsOn(node)), ("when_on", From(0)), ("when_off", From(1))),
                    3 => Node(twiceNode, ("value", From(0))),
                    _ => Node("ToyInt", ("value", Pick(node, 0) % 10)),
                };
            }
            foreach (var node in Shown)
                prompt[$"s{node}"] = Node("ToyShow", ("value", new JsonArray($"{node}", 0)));
            return prompt.ToJsonString();
        }

        private static JsonObject Node(string type, params (string Name, JsonNode Value)[] inputs) => new()
        {
            ["class_type"] = type,
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name, input.Value))),
        };
    }
}
