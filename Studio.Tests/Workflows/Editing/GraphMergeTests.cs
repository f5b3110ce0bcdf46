using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Editing;
using Studio.Tests.Support;

namespace Studio.Tests.Workflows.Editing;

/// <summary>What a canvas changes goes into the file, and nothing else does.</summary>
public sealed class GraphMergeTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private const string Nodes = """
        {"id": 1, "type": "A", "pos": {"0": 5, "1": 6}, "mode": 0, "inputs": [{"name": "x", "type": "IMAGE", "link": null, "own": 1},
         {"name": "y", "type": "IMAGE", "link": 7}], "outputs": [], "properties": {"cnr_id": "core", "models": [1]}, "widgets_values": [1.50, "a"]},
        {"id": 2, "type": "B", "pos": [50, 60], "mode": 0, "inputs": [], "outputs": [{"name": "IMAGE", "links": [7]}], "properties": {}, "odd": {"kept": null}}
        """;

    private static readonly JsonObject File = Read("{\"nodes\": [" + Nodes + "], \"links\": [[7, 2, 0, 1, 1, \"IMAGE\"]], \"groups\": [], "
        + "\"extra\": {\"mine\": [1], \"ds\": {\"scale\": 2}}, \"definitions\": {\"subgraphs\": []}, \"version\": 0.4, \"last_link_id\": 7}");

    [Fact]
    public void Apply_NothingChanged_LeavesEverythingAsItWas()
    {
        var seen = Seen();
        Assert.True(JsonNode.DeepEquals(File, GraphMerge.Apply(File, seen, (JsonObject)seen.DeepClone())));
    }

    [Fact]
    public void Apply_ANodeMovedAndMuted_ChangesThatAndNothingElse()
    {
        var (seen, now) = (Seen(), Seen());
        now["nodes"]![0]!["pos"] = new JsonArray(100, 200);
        now["nodes"]![0]!["mode"] = 2;
        var merged = GraphMerge.Apply(File, seen, now);
        var expected = (JsonObject)File.DeepClone();
        expected["nodes"]![0]!["pos"] = new JsonArray(100, 200);
        expected["nodes"]![0]!["mode"] = 2;
        Assert.True(JsonNode.DeepEquals(expected, merged), merged.ToJsonString());
    }

    [Fact]
    public void Apply_ALinkMade_StandsAtBothEndsAndKeepsTheOther()
    {
        var (seen, now) = (Seen(), Seen());
        now["nodes"]![0]!["inputs"]![0]!["link"] = 8;
        now["nodes"]![1]!["outputs"]![0]!["links"] = new JsonArray(7, 8);
        now["links"]!.AsArray().Add(JsonNode.Parse("""[8, 2, 0, 1, 0, "IMAGE"]"""));
        now["last_link_id"] = 8;
        var merged = GraphMerge.Apply(File, seen, now);
        Assert.Equal("""[[7,2,0,1,1,"IMAGE"],[8,2,0,1,0,"IMAGE"]]""", merged["links"]!.ToJsonString());
        Assert.Equal("""{"name":"x","type":"IMAGE","link":8,"own":1}""", merged["nodes"]![0]!["inputs"]![0]!.ToJsonString());
        Assert.Equal((8, 2), ((int)merged["last_link_id"]!, merged["nodes"]![1]!["outputs"]![0]!["links"]!.AsArray().Count));
    }

    [Fact]
    public void Apply_NodesAddedAndTakenAway_KeepsTheirOrder()
    {
        var (seen, now) = (Seen(), Seen());
        now["nodes"]!.AsArray().RemoveAt(0);
        now["links"] = new JsonArray();
        now["nodes"]!.AsArray().Insert(0, JsonNode.Parse("""{"id": 9, "type": "C", "widgets_values": [3]}"""));
        var merged = GraphMerge.Apply(File, seen, now);
        Assert.Equal([2, 9], merged["nodes"]!.AsArray().Select(node => (int)node!["id"]!));
        Assert.NotNull(merged["nodes"]![0]!["odd"]);
        Assert.Equal("[3]", merged["nodes"]![1]!["widgets_values"]!.ToJsonString());
        Assert.Empty(merged["links"]!.AsArray());
    }

    [Fact]
    public void Apply_WidgetValuesOfTheCanvas_AreNotTaken()
    {
        var (seen, now) = (Seen(), Seen());
        now["nodes"]![0]!["widgets_values"] = new JsonArray(99);
        Assert.True(JsonNode.DeepEquals(File, GraphMerge.Apply(File, seen, now)));
    }

    [Fact]
    public void EditorFile_OfASmallWorkflow_HasEveryPlaceOfTheWidgets()
    {
        var catalog = engine.Engine.Nodes;
        var workflow = Flow.Read(Flow.File(Flow.Node(3, "KSampler", "[7, 20, 5, \"euler\", \"normal\", 1]")));
        Assert.Equal("""[7,"fixed",20,5,"euler","normal",1]""",
            EditorFile.Of(workflow, catalog)["nodes"]![0]!["widgets_values"]!.ToJsonString());
        var described = EditorNodes.Describe(catalog)["KSampler"]!;
        Assert.Equal(["seed", "control_after_generate", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
            described["widgets"]!.AsArray().Select(widget => (string)widget!["name"]!));
        Assert.Equal(["model", "positive", "negative", "latent_image"], described["inputs"]!.AsArray()
            .Select(input => (string)input!["name"]!));
    }

    [Fact]
    public void UpTo_ANodeInTheMiddle_ShowsWhatItGives()
    {
        var prompt = (JsonObject)JsonNode.Parse("""
            {"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}},
             "3": {"class_type": "NotHere", "inputs": {}}}
            """)!;
        var (shown, target) = NodePreview.UpTo(prompt, "1", engine.Engine.Nodes)!.Value;
        Assert.Equal("""{"class_type":"PreviewImage","inputs":{"images":["1",0]}}""", shown[target]!.ToJsonString());
        Assert.Equal("2", NodePreview.UpTo(prompt, "2", engine.Engine.Nodes)!.Value.Target);
        Assert.Null(NodePreview.UpTo(prompt, "3", engine.Engine.Nodes));
        Assert.False(prompt.ContainsKey(target));
    }

    [Fact]
    public void Difference_CountsNodes_NotWhereTheyStand()
    {
        var other = (JsonObject)File.DeepClone();
        other["nodes"]![0]!["pos"] = new JsonArray(1, 1);
        Assert.Equal(new GraphDifference(0, 0, 0), GraphDifference.Of(File, other));
        other["nodes"]![0]!["mode"] = 4;
        other["nodes"]![1]!["id"] = 5;
        Assert.Equal(new GraphDifference(1, 1, 1), GraphDifference.Of(File, other));
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;

    // as a canvas writes it: in its own way, without what it does not know
    private static JsonObject Seen()
    {
        var seen = (JsonObject)File.DeepClone();
        seen.Remove("definitions");
        seen["extra"] = new JsonObject();
        seen["revision"] = 0;
        foreach (var node in seen["nodes"]!.AsArray().OfType<JsonObject>())
        {
            node.Remove("odd");
            node["pos"] = new JsonArray(5, 6);
            node["flags"] = new JsonObject();
        }
        seen["nodes"]![0]!["inputs"]![0]!.AsObject().Remove("own");
        return seen;
    }
}
