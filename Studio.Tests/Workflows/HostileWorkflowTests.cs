using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Tests.Support;
using static Studio.Tests.Workflows.Flow;

namespace Studio.Tests.Workflows;

/// <summary>Files that are broken, or made to do harm: a sentence that names the node, in a time that grows with the file.</summary>
public sealed class HostileWorkflowTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private const string Id = "6f1c2a54-1111-4222-8333-44445555";

    private NodeCatalog Nodes => engine.Engine.Nodes;

    [Theory]
    [InlineData("""{"nodes": [{"id": 1}], "links": []}""", "Entry 1 of the nodes is no node: it needs an id and a type.")]
    [InlineData("""{"nodes": [null, 5], "links": []}""", "Entry 1 of the nodes is no node")]
    [InlineData("""{"nodes": [{"id": {}, "type": "X"}], "links": []}""", "Entry 1 of the nodes is no node")]
    [InlineData("""{"nodes": [{"id": 1, "type": "X"}, {"id": "1", "type": "X"}], "links": []}""", "Two nodes have the id 1; give one of them another.")]
    [InlineData("""{"nodes": [], "links": {}}""", "The links must be a list.")]
    [InlineData("""{"nodes": [], "links": [[1, 2]]}""", "Entry 1 of the links is no link: it needs an id, two nodes and two slots.")]
    [InlineData("""{"nodes": [], "links": [[1, 2, -1, 3, 0, "X"]]}""", "Entry 1 of the links is no link")]
    [InlineData("""{"nodes": [{"id": 1, "type": "X", "title": "Mine", "inputs": {}}], "links": []}""", "Node 1 'Mine': its inputs and outputs must be lists.")]
    [InlineData("""{"nodes": [{"id": 1, "type": "X", "inputs": [{"link": 3}]}], "links": []}""", "Node 1 'X': each of its inputs must be an object with a name.")]
    [InlineData("""{"nodes": [{"id": 1, "type": "X", "widgets_values": "abc"}], "links": []}""", "Node 1 'X': its widgets_values must be a list, or an object by name.")]
    [InlineData("""{"nodes": [], "links": [], "definitions": {"subgraphs": [{"name": "x"}]}}""", "A subgraph in the workflow's definitions has no id.")]
    [InlineData("""{"nodes": [{"id": 1, "type": "aaaaaaaa-1111-4222-8333-444455556666", "title": "Mine"}], "links": []}""",
        "Node 1 'Mine': the file has no subgraph aaaaaaaa-1111-4222-8333-444455556666, which this node stands for.")]
    [InlineData("""{"nodes": [{"id": 1, "type": "workflow>Mine"}], "links": []}""",
        "Node 1 'workflow>Mine': the file has no group node 'Mine' (extra.groupNodes), which this node stands for.")]
    [InlineData("""{"nodes": [{"id": 1, "type": "X", "inputs": [{"name": "a", "link": 9}]}], "links": []}""",
        "Node 1 'X': its input 'a' names link 9, which is not in the file. Draw the link anew.")]
    [InlineData("""{"nodes": [{"id": 1, "type": "X", "inputs": [{"name": "a", "link": 9}]}], "links": [[9, 4, 0, 1, 0, "X"]]}""",
        "Node 1 'X': its input 'a' is linked to node 4, which is not in the file. Draw the link anew.")]
    public void Submit_ABrokenFile_SaysWhereItIsBroken(string json, string sentence) =>
        Assert.StartsWith(sentence, Refused(Nodes, json), StringComparison.Ordinal);

    [Fact]
    public void Submit_KeysTwiceAndHalfCharacters_AreToldOrRead()
    {
        Assert.Contains("the same key twice", Refused(Nodes, """{"nodes": [], "links": [], "extra": {"a": 1, "a": 2}}"""), StringComparison.Ordinal);
        Assert.NotNull(WorkflowReader.Read("""{"nodes": [], "links": [], "extra": {"a": 1, "a": "\ud83d"}}""").Workflow);
    }

    [Fact]
    public void Circles_ThroughReroutesBypassedAndNamedLinks_AreNamed()
    {
        var reroutes = $"{Node(1, "Reroute", more: Inputs(Input("", "*", 2)))}, {Node(2, "Reroute", more: Inputs(Input("", "*", 1)))}";
        const string Links = """[1, 1, 0, 2, 0, "*"], [2, 2, 0, 1, 0, "*"], [3, 1, 0, 5, 0, "*"]""";
        var reader = Node(5, "PreviewAny", more: Inputs(Input("source", "*", 3)));
        Assert.Equal("Node 1 'Reroute': the links run in a circle through the nodes 1 'Reroute', 2 'Reroute'. Cut one of them.",
            Refused(Nodes, File($"{reroutes}, {reader}", Links)));

        var bypassed = reroutes.Replace("Reroute", "ImageInvert", StringComparison.Ordinal)
            .Replace("\"mode\": 0", "\"mode\": 4", StringComparison.Ordinal);
        Assert.Contains("run in a circle through the nodes 1 'ImageInvert', 2 'ImageInvert'", Refused(Nodes, File($"{bypassed}, {reader}", Links)),
            StringComparison.Ordinal);

        var named = $"{Node(1, "GetNode", "[\"a\"]")}, {Node(2, "SetNode", "[\"a\"]", Inputs(Input("", "*", 1)))}";
        Assert.Contains("run in a circle", Refused(Nodes, File($"{named}, {reader}", Links)), StringComparison.Ordinal);
    }

    [Fact]
    public void Subgraphs_ThatContainThemselvesOrNestTooDeep_AreNamed()
    {
        string Definitions(int count, Func<int, int> inner) => string.Join(", ", Enumerable.Range(0, count).Select(i =>
            $$"""{"id": "{{Uuid(i)}}", "name": "S{{i}}", "nodes": [{{Node(1, Uuid(inner(i)))}}], "links": []}"""));
        string InFile(string definitions) => File(Node(7, Uuid(0)), "", $$""", "definitions": {"subgraphs": [{{definitions}}]}""");

        Assert.Equal($"Node 7:1:1 '{Uuid(0)}': the subgraph 'S0' contains itself.", Refused(Nodes, InFile(Definitions(2, i => 1 - i))));
        Assert.Contains("stand in each other more than 64 deep", Refused(Nodes, InFile(Definitions(2000, i => i + 1))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Subgraphs_ThatMultiply_AreCountedNotUnfolded()
    {
        var definitions = string.Join(", ", Enumerable.Range(0, 20).Select(i =>
            $$"""{"id": "{{Uuid(i)}}", "name": "S{{i}}", "nodes": [{{string.Join(", ", Enumerable.Range(1, 20).Select(node => Node(node, Uuid(i + 1))))}}], "links": []}"""));
        Assert.Contains("more than 10000 nodes", Refused(Nodes,
            File(Node(1, Uuid(0)), "", $$""", "definitions": {"subgraphs": [{{definitions}}]}""")), StringComparison.Ordinal);

        var text = new string('x', 1 << 20);
        var many = $$"""{"id": "{{Uuid(0)}}", "name": "S", "nodes": [{{Node(1, "CLIPTextEncode", $"[\"{text}\"]")}}], "links": []}""";
        Assert.Contains("once its subgraphs are unfolded", Refused(Nodes, File(
            string.Join(", ", Enumerable.Range(1, 4000).Select(i => Node(i, Uuid(0)))), "", $$""", "definitions": {"subgraphs": [{{many}}]}""")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void HundredThousandNodes_AreRefusedAtOnce()
    {
        var nodes = new StringBuilder();
        for (var i = 0; i < 100_000; i++)
            nodes.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"id":{{i}},"type":"X"}""");

        Assert.Contains("more than 10000 nodes", Timed(() => Refused(Nodes, $$"""{"nodes": [{{nodes}}], "links": []}""")), StringComparison.Ordinal);
    }

    /// <summary>One step per link would be 12 million for each of the two chains; a step takes well over 100 ns.</summary>
    [Theory]
    [InlineData("Reroute", 0)]
    [InlineData("ImageInvert", 4)]
    public void LongChains_WithAReaderAtEveryStep_AreFollowedOnce(string type, int mode)
    {
        const int Length = 4_900;
        var nodes = new StringBuilder(Node(100_000, "EmptyImage", "[8, 8, 1, 0]"));
        var links = new StringBuilder("[0, 100000, 0, 1, 0, \"*\"]");
        for (var i = Length; i > 0; i--) // the last first, so that nothing is known yet
        {
            nodes.Append(CultureInfo.InvariantCulture,
                $$""",{"id":{{i}},"type":"{{type}}","mode":{{mode}},"inputs":[{"name":"image","type":"IMAGE","link":{{i - 1}}}],"outputs":[{"name":"i","type":"IMAGE"}]}""");
            nodes.Append(CultureInfo.InvariantCulture,
                $$""",{"id":{{i + 10_000}},"type":"PreviewAny","inputs":[{"name":"source","type":"T{{i}},IMAGE","link":{{i + 10_000}}}]}""");
            links.Append(CultureInfo.InvariantCulture, $",[{i},{i},0,{i + 1},0,\"*\"],[{i + 10_000},{i},0,{i + 10_000},0,\"*\"]");
        }
        var workflow = Read(File(nodes.ToString(), links.ToString()));

        var prompt = Timed(() => PromptFromWorkflow.Convert(workflow, Nodes, Now).Prompt!);

        Assert.All(prompt.Where(node => node.Key != "100000"),
            node => Assert.Equal("100000", (string?)node.Value!["inputs"]!["source"]![0]));
    }

    private static string Uuid(int number) => $"{Id}{number:x4}";

    private static T Timed<T>(Func<T> work)
    {
        var watch = Stopwatch.StartNew();
        var result = work();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
        return result;
    }
}
