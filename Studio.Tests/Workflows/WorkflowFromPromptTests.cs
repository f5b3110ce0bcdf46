using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Tests.Support;
using Xunit.Abstractions;

namespace Studio.Tests.Workflows;

/// <summary>Prompts drawn as workflows: the same prompt comes back, and the drawing can be read.</summary>
public sealed class WorkflowFromPromptTests(EngineFixture engine, ITestOutputHelper output) : IClassFixture<EngineFixture>
{
    private NodeCatalog Nodes => engine.Engine.Nodes;

    [Fact]
    public void Convert_RandomPrompts_ComeBackEqual() =>
        Prop.ForAll(Prompts().ToArbitrary(), prompt => Assert.Equal(Told(prompt), Told(ThereAndBack(prompt))))
            .Check(RandomTests.Draw(output, 200));

    [Fact]
    public void Convert_RandomPrompts_AreDrawnFromLeftToRightWithoutOverlap() => Prop.ForAll(Prompts().ToArbitrary(), prompt =>
    {
        var graph = WorkflowFromPrompt.Convert(PromptParser.Parse(prompt).Prompt!, Nodes).Workflow!.Graph;
        var byId = graph.Nodes.ToDictionary(node => node.Id);
        Assert.All(graph.Links, link =>
            Assert.True(byId[link.FromNode].Position.X + byId[link.FromNode].Size.Width < byId[link.ToNode].Position.X));
        foreach (var (one, index) in graph.Nodes.Select((node, index) => (node, index)))
            Assert.DoesNotContain(graph.Nodes.Skip(index + 1), other => Overlap(one, other));
    }).Check(RandomTests.Draw(output, 50));

    [Fact]
    public void Convert_Links_StandAtBothTheirEnds()
    {
        var prompt = Parsed("""{"1": {"class_type": "EmptyImage", "inputs": {}}, "2": {"class_type": "ImageBatch", "inputs": {"image1": ["1", 0], "image2": ["1", 0]}}}""");
        var json = WorkflowFromPrompt.Convert(prompt, Nodes).Workflow!.Source;

        Assert.Equal("""[[1,1,0,2,0,"IMAGE"],[2,1,0,2,1,"IMAGE"]]""", json["links"]!.ToJsonString());
        Assert.Equal("""[{"name":"IMAGE","type":"IMAGE","slot_index":0,"links":[1,2]}]""", json["nodes"]![0]!["outputs"]!.ToJsonString());
        Assert.Equal("""[{"name":"image1","type":"IMAGE","link":1},{"name":"image2","type":"IMAGE","link":2}]""", json["nodes"]![1]!["inputs"]!.ToJsonString());
        Assert.Equal("[512,512,1,0]", json["nodes"]![0]!["widgets_values"]!.ToJsonString());
        Assert.Equal((2, 2), ((int)json["last_node_id"]!, (int)json["last_link_id"]!));
    }

    [Theory]
    [InlineData("""{"a": {"class_type": "NotHere", "inputs": {"seed": 5, "word": "x", "from": ["b:1", 3]}, "_meta": {"title": "Mine"}}, "b:1": {"class_type": "Nor This", "inputs": {"list": {"__value__": [1, "a"]}}, "_meta": {"title": "Nor This"}}}""")]
    [InlineData("""{"1": {"class_type": "AloneAndNotHere", "inputs": {}, "_meta": {"title": "Alone"}}}""")]
    [InlineData("""{"05": {"class_type": "CLIPTextEncode", "inputs": {"text": {"__value__": ["a", 0]}}, "_meta": {"title": "Words"}}}""")]
    public void Convert_UnknownClassesAndOddIds_ComeBackEqual(string json)
    {
        var prompt = (JsonObject)JsonNode.Parse(json)!;
        Assert.Equal(Told(prompt), Told(ThereAndBack(prompt)));
    }

    [Fact]
    public void Convert_CirclesAndLinksToNothing_AreDrawnAsFarAsTheyGo()
    {
        var prompt = Parsed("""{"1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}}, "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["9", 0]}}}""");
        Assert.Equal([1, 2, null], WorkflowFromPrompt.Convert(prompt, Nodes).Workflow!.Graph.Nodes.Select(node => node.Inputs[0].Link));
    }

    private JsonObject ThereAndBack(JsonObject prompt)
    {
        var drawn = WorkflowFromPrompt.Convert(PromptParser.Parse(prompt).Prompt!, Nodes).Workflow!;
        return PromptFromWorkflow.Convert(drawn, Nodes, Flow.Now).Prompt!;
    }

    private static Prompt Parsed(string json) => PromptParser.Parse(json).Prompt!;

    private static bool Overlap(WorkflowNode one, WorkflowNode other) =>
        Math.Abs(one.Position.X - other.Position.X) < (one.Position.X < other.Position.X ? one : other).Size.Width
        && Math.Abs(one.Position.Y - other.Position.Y) < (one.Position.Y < other.Position.Y ? one : other).Size.Height;

    /// <summary>Nodes and inputs by name: neither's order means anything to an engine.</summary>
    private static string Told(JsonObject prompt) => string.Join('\n', from node in prompt.OrderBy(node => node.Key, StringComparer.Ordinal)
        select $"{node.Key} {node.Value!["class_type"]} {node.Value["_meta"]?["title"] ?? ""} "
        + string.Join(' ', node.Value["inputs"]!.AsObject().OrderBy(input => input.Key, StringComparer.Ordinal)
            .Select(input => $"{input.Key}={input.Value?.ToJsonString()}")));

    /// <summary>Prompts of all classes, each node with every widget as a value or a link, and sockets linked or not.</summary>
    private Gen<JsonObject> Prompts() =>
        from count in Gen.Choose(1, 12)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Draw(count, new Random(seed));

    private JsonObject Draw(int count, Random random)
    {
        var prompt = new JsonObject();
        var classes = new List<NodeSchema>();
        for (var i = 0; i < count; i++)
        {
            var schema = Nodes.All[random.Next(Nodes.All.Count)];
            var inputs = new JsonObject();
            foreach (var input in schema.Inputs.Where(input => !input.IsHidden))
            {
                if (input.Owner is { } owner && !(inputs[owner] is JsonValue chosen && input.When!.Contains((string?)chosen)))
                    continue;
                var isWidget = WidgetPlaces.IsWidget(input);
                var from = random.Next(Math.Max(1, i));
                var isLinked = i > 0 && classes[from].Outputs.Count > 0 && random.Next(3) == 0
                    && !schema.Inputs.Any(other => other.Owner == input.Name);
                if (isLinked)
                    inputs[input.Name] = new JsonArray($"{from + 1}", random.Next(classes[from].Outputs.Count));
                else if (isWidget)
                    inputs[input.Name] = Literal(input, random);
            }
            if (i > 0 && random.Next(10) == 0)
                inputs["undeclared"] = new JsonArray("1", 0);
            classes.Add(schema);
            prompt[$"{i + 1}"] = new JsonObject
            {
                ["class_type"] = schema.Name, ["inputs"] = inputs,
                ["_meta"] = new JsonObject { ["title"] = random.Next(2) == 0 ? $"My {i}" : schema.DisplayName ?? schema.Name },
            };
        }
        return prompt;
    }

    private static JsonNode Literal(InputSchema input, Random random) => input.Type switch
    {
        WireTypes.Int => random.Next(10) == 0 ? ulong.MaxValue : random.Next(1000),
        WireTypes.Float => random.NextDouble(),
        WireTypes.Boolean => random.Next(2) == 0,
        WireTypes.Combo when input.Choices is { Count: > 0 } choices => choices[random.Next(choices.Count)],
        _ => random.Next(4) == 0 ? new JsonObject { ["__value__"] = new JsonArray("a", random.Next(5)) } : $"text {random.Next(100)}",
    };
}
