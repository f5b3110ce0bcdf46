using Studio.Engine.Graph;
using Studio.Tests.Support;
using static Studio.Tests.Workflows.Flow;

namespace Studio.Tests.Workflows;

/// <summary>Subgraphs and the group nodes before them: links in and out, widgets in all ways in which editors have kept them.</summary>
public sealed class SubgraphTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private const string Id = "6f1c2a54-1111-4222-8333-444455556666";

    private NodeCatalog Nodes => engine.Engine.Nodes;

    /// <summary>Scales a picture (input 0) to a width (input 1, a widget) and gives it (output 0) and what came in (output 1).</summary>
    private static readonly string Scaling = $$"""
        {"id": "{{Id}}", "version": 1, "name": "Scaling", "inputNode": {"id": -10}, "outputNode": {"id": -20},
         "inputs": [{"id": "a", "name": "picture", "type": "IMAGE", "linkIds": [1, 5]}, {"id": "b", "name": "wide", "type": "INT", "linkIds": [2]}],
         "outputs": [{"id": "c", "name": "IMAGE", "type": "IMAGE", "linkIds": [3]}, {"id": "d", "name": "same", "type": "IMAGE", "linkIds": [5]}],
         "nodes": [{{Node(3, "ImageScale", """["area", 64, 32, "center"]""", Inputs(Input("image", "IMAGE", 1), Input("width", "INT", 2, "width")) + Outputs("IMAGE"))}},
                   {{Node(4, "ImageInvert", more: Inputs(Input("image", "IMAGE", 4)) + Outputs("IMAGE"))}}],
         "links": [{"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 3, "target_slot": 0, "type": "IMAGE"},
                   {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 3, "target_slot": 1, "type": "INT"},
                   {"id": 4, "origin_id": 3, "origin_slot": 0, "target_id": 4, "target_slot": 0, "type": "IMAGE"},
                   {"id": 3, "origin_id": 4, "origin_slot": 0, "target_id": -20, "target_slot": 0, "type": "IMAGE"},
                   {"id": 5, "origin_id": -10, "origin_slot": 0, "target_id": -20, "target_slot": 1, "type": "IMAGE"}]}
        """;

    private static string Around(string host, string definitions, int slot = 0) => File(
        $$"""
        {{Node(1, "EmptyImage", "[8, 16, 1, 255]", Outputs("IMAGE"))}}, {{host}},
        {{Node(20, "PreviewImage", more: Inputs(Input("images", "IMAGE", 2)))}}
        """,
        $"""[1, 1, 0, 10, 0, "IMAGE"], [2, 10, {slot}, 20, 0, "IMAGE"]""", $$""", "definitions": {"subgraphs": [{{definitions}}]}""");

    private static string Host(string values, string properties = "{}", string? wide = null) => Node(10, Id, values,
        Inputs([Input("picture", "IMAGE", 1), .. wide is null ? Array.Empty<string>() : [wide]]) + Outputs("IMAGE", "IMAGE"))
        .Replace("\"properties\": {}", $"\"properties\": {properties}", StringComparison.Ordinal);

    private static string Expected(string width, string height = "32", string source = "[10:4,0]") => $"""
        1 EmptyImage width=8 height=16 batch_size=1 color=255
        20 PreviewImage images={source}
        10:3 ImageScale upscale_method=area width={width} height={height} crop=center image=[1,0]
        10:4 ImageInvert image=[10:3,0]
        """.ReplaceLineEndings("\n");

    [Theory]
    [InlineData("[]", "{}", "64", "32")] // values in the inner nodes alone
    [InlineData("[128]", "{}", "128", "32")] // one for each input that leads to a widget
    [InlineData("[256, 48]", """{"proxyWidgets": [["-1", "wide"], ["3", "height"]]}""", "256", "48")]
    [InlineData("[256, 48]", """{"proxyWidgets": [["3", "width"], ["3", "height"]]}""", "256", "48")]
    [InlineData("[]", """{"proxyWidgets": [["3", "width"], ["3", "height"]]}""", "64", "32")]
    public void Widgets_OfTheInside_AreDecidedByItsNode(string values, string properties, string width, string height)
    {
        Assert.Equal(Expected(width, height), Prompt(Nodes, Around(Host(values, properties), Scaling)));
        Assert.Equal(Expected(width, height), // newer files name the socket of the widget too
            Prompt(Nodes, Around(Host(values, properties, Input("wide", "INT", null, "wide")), Scaling)));
    }

    [Fact]
    public void Inputs_ThatComeInFromOutside_ArePassedThrough() =>
        Assert.Equal(Expected("64", source: "[1,0]"), Prompt(Nodes, Around(Host("[]"), Scaling, slot: 1)));

    [Fact]
    public void Links_FromOutside_ReplaceTheWidget() => Assert.Equal(Expected("7"),
        Prompt(Nodes, Around(
            $"{Host("[128]", wide: Input("wide", "INT", 9, "wide"))}, {Node(11, "PrimitiveNode", "[7, \"fixed\"]", Outputs("INT"))}", Scaling)
            .Replace("\"links\": [[1, 1,", "\"links\": [[9, 11, 0, 10, 1, \"INT\"], [1, 1,", StringComparison.Ordinal)));

    [Theory]
    [InlineData(2, "1 EmptyImage width=8 height=16 batch_size=1 color=255\n20 PreviewImage")]
    [InlineData(4, "1 EmptyImage width=8 height=16 batch_size=1 color=255\n20 PreviewImage images=[1,0]")]
    public void Inside_OfAMutedOrBypassedNode_IsLeftOut(int mode, string expected) => Assert.Equal(expected,
        Prompt(Nodes, Around(Host("[]").Replace("\"mode\": 0", $"\"mode\": {mode}", StringComparison.Ordinal), Scaling)));

    private const string OuterId = "aaaaaaaa-1111-4222-8333-444455556666";

    /// <summary>Node 10 stands for a graph in which node 5 stands for the scaling.</summary>
    private static string Nested(string values, string properties = "{}", string innerValues = "[]", string innerProperties = "{}")
    {
        var sockets = Inputs(Input("picture", "IMAGE", 1), Input("wide", "INT", 2, "wide")) + Outputs("IMAGE", "IMAGE");
        var inner = Node(5, Id, innerValues, sockets)
            .Replace("\"properties\": {}", $"\"properties\": {innerProperties}", StringComparison.Ordinal);
        var outer = $$"""
            {"id": "{{OuterId}}", "name": "Outer", "inputs": [{"name": "p", "type": "IMAGE", "linkIds": [1]}, {"name": "w", "type": "INT", "linkIds": [2]}],
             "outputs": [{"name": "o", "type": "IMAGE", "linkIds": [3]}], "nodes": [{{inner}}],
             "links": [{"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 5, "target_slot": 0, "type": "IMAGE"},
                       {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 5, "target_slot": 1, "type": "INT"},
                       {"id": 3, "origin_id": 5, "origin_slot": 0, "target_id": -20, "target_slot": 0, "type": "IMAGE"}]}
            """;
        var host = Host(values, properties).Replace(Id, OuterId, StringComparison.Ordinal)
            .Replace("picture", "p", StringComparison.Ordinal);
        return Around(host, $"{outer}, {Scaling}");
    }

    private static string NestedExpected(string width, string height = "32") => "1 EmptyImage width=8 height=16 batch_size=1 color=255\n"
        + "20 PreviewImage images=[10:5:4,0]\n"
        + $"10:5:3 ImageScale upscale_method=area width={width} height={height} crop=center image=[1,0]\n10:5:4 ImageInvert image=[10:5:3,0]";

    [Fact]
    public void Nested_HasAnIdOfAllNodesAround_AndItsWidgetsGoThrough()
    {
        Assert.Equal(NestedExpected("99"), Prompt(Nodes, Nested("[99]")));
        Assert.Equal(NestedExpected("64"), Prompt(Nodes, Nested("[]")));
    }

    [Theory]
    [InlineData("[48]", """[["5", "height"]]""", "48")] // the outermost decides
    [InlineData("[48]", """[["5", "3: height"]]""", "48")] // as older editors named it
    [InlineData("[]", """[["5", "height"]]""", "40")]
    [InlineData("[48]", """[["4", "height"]]""", "40")] // a node that has no such widget
    public void Nested_WidgetsThatNoInputLeadsTo_AreShownFromHostToHost(string values, string proxies, string height) =>
        Assert.Equal(NestedExpected("64", height), Prompt(Nodes,
            Nested(values, $$"""{"proxyWidgets": {{proxies}}}""", "[40]", """{"proxyWidgets": [["3", "height"]]}""")));

    [Fact]
    public void Seed_ThatIsPromoted_MayHaveItsControlBehindIt()
    {
        var sampling = $$"""
            {"id": "{{Id}}", "name": "S", "inputs": [{"name": "noise", "type": "INT", "linkIds": [1]}, {"name": "steps", "type": "INT", "linkIds": [2]}], "outputs": [],
             "nodes": [{{Node(3, "KSampler", """[5, "fixed", 20, 8, "euler", "normal", 1]""", Inputs(Input("seed", "INT", 1, "seed"), Input("steps", "INT", 2, "steps")))}}],
             "links": [{"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 3, "target_slot": 0, "type": "INT"},
                       {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 3, "target_slot": 1, "type": "INT"}]}
            """;
        foreach (var values in new[] { "[7, 12]", """[7, "randomize", 12]""" })
            Assert.Equal("10:3 KSampler seed=7 steps=12 cfg=8 sampler_name=euler scheduler=normal denoise=1",
                Prompt(Nodes, File(Node(10, Id, values), "", $$""", "definitions": {"subgraphs": [{{sampling}}]}""")));
    }

    [Theory]
    [InlineData("workflow>Mine")]
    [InlineData("workflow/Mine")]
    public void GroupNodes_GiveWidgetsNodeAfterNode_AndSocketsThatNobodyTakesInside(string type)
    {
        // inside: 0 an empty latent, 1 a sampler of it, 2 a value for its steps; outside: model and conditioning
        var group = $$"""
            {"nodes": [{{Node(1, "EmptyLatentImage", "[64, 64, 1]", Outputs("LATENT"))}},
              {{Node(2, "KSampler", """[5, "fixed", 20, 8, "euler", "normal", 1]""", Inputs(Input("model", "MODEL", 9), Input("positive", "CONDITIONING", null),
                  Input("negative", "CONDITIONING", null), Input("latent_image", "LATENT", 4), Input("steps", "INT", 8, "steps")) + Outputs("LATENT"))}},
              {{Node(3, "PrimitiveNode", "[30, \"fixed\"]", Outputs("INT"))}}],
             "links": [[0, 0, 1, 3, 1, "LATENT"], [2, 0, 1, 4, 3, "INT"], [null, 0, 1, 0, 7, "MODEL"]], "external": [[1, 0, "LATENT"]]}
            """;
        var host = Node(10, type, """[128, 96, 2, 77, "randomize", 6.5, "heun", "karras", 0.75, 25, "fixed"]""",
            Inputs(Input("model", "MODEL", 1), Input("positive", "CONDITIONING", null), Input("negative", "CONDITIONING", null))
            + Outputs("LATENT"));

        Assert.Equal("""
            1 UNETLoader unet_name=u weight_dtype=default
            20 PreviewAny source=[10:1,0]
            10:0 EmptyLatentImage width=128 height=96 batch_size=2
            10:1 KSampler seed=77 steps=25 cfg=6.5 sampler_name=heun scheduler=karras denoise=0.75 model=[1,0] latent_image=[10:0,0]
            """.ReplaceLineEndings("\n"),
            Prompt(Nodes, File($"{Node(1, "UNETLoader", "[\"u\", \"default\"]", Outputs("MODEL"))}, {host}, {Node(20, "PreviewAny", more: Inputs(Input("source", "*", 2)))}",
                """[1, 1, 0, 10, 0, "MODEL"], [2, 10, 0, 20, 0, "*"]""").Replace("\"extra\": {}", $$"""
                "extra": {"groupNodes": {"Mine": {{group}} } }
                """, StringComparison.Ordinal)));
    }
}
