using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Tests.Support;
using static Studio.Tests.Workflows.Flow;

namespace Studio.Tests.Workflows;

/// <summary>Each thing that only an editor knows, in a file as small as can be, with the prompt that the front end makes of it.</summary>
public sealed class PromptFromWorkflowTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly string Empty = Node(1, "EmptyImage", "[8, 16, 1, 255]", Outputs("IMAGE"));

    private NodeCatalog Nodes => engine.Engine.Nodes;

    [Fact]
    public void Widgets_ByTheirPlaces_WithControlAndUpload()
    {
        Assert.Equal("1 KSampler seed=5 steps=20 cfg=8 sampler_name=euler scheduler=normal denoise=0.5",
            Prompt(Nodes, File(Node(1, "KSampler", """[5, "randomize", 20, 8, "euler", "normal", 0.5]"""))));
        Assert.Equal("1 KSampler seed=5 steps=20 cfg=8 sampler_name=euler scheduler=normal denoise=0.5",
            Prompt(Nodes, File(Node(1, "KSampler", """[5, 20, 8, "euler", "normal", 0.5]""")))); // by hand, without the control
        Assert.Equal("1 LoadImageMask image=a.png channel=red",
            Prompt(Nodes, File(Node(1, "LoadImageMask", """["a.png", "red", "image"]"""))));
        Assert.Equal("1 LoadImageOutput image=a.png [output]",
            Prompt(Nodes, File(Node(1, "LoadImageOutput", """["a.png [output]", false, "refresh", "image"]"""))));
    }

    [Fact]
    public void Widgets_BelowAChoice_AreThoseOfTheChoice()
    {
        Assert.Equal("1 ResizeImageMaskNode resize_type=scale dimensions resize_type.width=64 resize_type.height=32 resize_type.crop=disabled scale_method=area",
            Prompt(Nodes, File(Node(1, "ResizeImageMaskNode", """["scale dimensions", 64, 32, "disabled", "area"]"""))));
        Assert.Equal("1 ResizeImageMaskNode resize_type=scale longer dimension resize_type.longer_size=64 scale_method=lanczos",
            Prompt(Nodes, File(Node(1, "ResizeImageMaskNode", """["scale longer dimension", 64, "lanczos"]"""))));
    }

    [Theory]
    [InlineData("[]", "512", "1")] // an old file that has none of them
    [InlineData("[64]", "64", "1")]
    [InlineData("""{"width": 64, "batch_size": 3, "videopreview": {"x": 1}}""", "64", "3")]
    [InlineData("[null, 512, null]", "512", "1")]
    public void Widgets_ThatTheFileLacksOrNames_AreFilled(string values, string width, string batch) =>
        Assert.Equal($"1 EmptyLatentImage width={width} height=512 batch_size={batch}",
            Prompt(Nodes, File(Node(1, "EmptyLatentImage", values))));

    [Fact]
    public void Widgets_NamedByNewerEditors_GoByName() => Assert.Equal("1 EmptyLatentImage width=8 height=16 batch_size=2",
        Prompt(Nodes, File(Node(1, "EmptyLatentImage", "[1, 2, 3]",
            """, "widgets_values_named": {"batch_size": 2, "height": 16, "width": 8}"""))));

    [Fact]
    public void Values_ThatAreLists_AreWrapped() => Assert.Equal("1 CLIPTextEncode text={__value__:[a,0]}",
        Prompt(Nodes, File(Node(1, "CLIPTextEncode", """[["a", 0]]"""))));

    [Fact]
    public void Links_AndConvertedWidgets_ReplaceValuesInTheirPlace() => Assert.Equal(
        "1 EmptyImage width=8 height=16 batch_size=1 color=255\n2 PrimitiveInt value=7\n3 ImageScale upscale_method=area width=64 height=[2,0] crop=center image=[1,0]",
        Prompt(Nodes, File(
            $"{Node(3, "ImageScale", """["area", 64, 32, "center"]""",
                Inputs(Input("image", "IMAGE", 1), Input("height", "INT", 2, "height")))}, {Node(2, "PrimitiveInt", "[7, \"fixed\"]")}, {Empty}",
            """[1, 1, 0, 3, 0, "IMAGE"], [2, 2, 0, 3, 1, "INT"]""")));

    [Fact]
    public void Format1_HasLinksAsObjects() => Assert.Equal(
        "1 EmptyImage width=8 height=16 batch_size=1 color=255\n2 ImageInvert image=[1,0]",
        Prompt(Nodes, $$"""
            {"version": 1, "state": {"lastNodeId": 2}, "nodes": [{{Empty}}, {{Node(2, "ImageInvert", more: Inputs(Input("image", "IMAGE", 7)))}}],
             "links": [{"id": 7, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0, "type": "IMAGE", "parentId": 3}],
             "reroutes": [{"id": 3, "pos": [1, 2], "linkIds": [7]}]}
            """));

    [Fact]
    public void ReroutesAndNotes_AreLeftOut() => Assert.Equal(
        "1 EmptyImage width=8 height=16 batch_size=1 color=255\n5 ImageInvert image=[1,0]",
        Prompt(Nodes, File(
            $$"""
            {{Empty}}, {{Node(2, "Reroute", more: Inputs(Input("", "*", 1)) + Outputs("*"))}}, {{Node(3, "Reroute (rgthree)", more: Inputs(Input("", "*", 2)) + Outputs("*"))}},
            {{Node(4, "Note", "[\"words\"]")}}, {{Node(6, "MarkdownNote", "[\"words\"]")}}, {{Node(7, "Some Label of a Pack")}}, {{Node(5, "ImageInvert", more: Inputs(Input("image", "IMAGE", 3)))}}
            """,
            """[1, 1, 0, 2, 0, "*"], [2, 2, 0, 3, 0, "*"], [3, 3, 0, 5, 0, "*"]""")));

    [Fact]
    public void Primitives_GiveTheirValueToAllTheyReach() => Assert.Equal(
        "1 EmptyImage width=96 height=96 batch_size=1 color=96",
        Prompt(Nodes, File(
            $$"""
            {{Node(1, "EmptyImage", "[8, 8, 1, 0]", Inputs(Input("width", "INT", 1, "width"), Input("height", "INT", 2, "height"), Input("color", "INT", 4, "color")))}},
            {{Node(2, "PrimitiveNode", "[96, \"fixed\"]", Outputs("INT"))}}, {{Node(3, "Reroute", more: Inputs(Input("", "*", 3)))}}
            """,
            """[1, 2, 0, 1, 0, "INT"], [2, 2, 0, 1, 1, "INT"], [3, 2, 0, 3, 0, "INT"], [4, 3, 0, 1, 2, "INT"]""")));

    [Fact]
    public void Muted_GoesWithEveryLinkToIt() => Assert.Equal("3 ImageBlend blend_factor=0.5 blend_mode=normal image2=[4,0]\n4 EmptyImage width=1 height=2 batch_size=3 color=4",
        Prompt(Nodes, File(
            $$"""
            {{Empty.Replace("\"mode\": 0", "\"mode\": 2", StringComparison.Ordinal)}}, {{Node(4, "EmptyImage", "[1, 2, 3, 4]")}},
            {{Node(3, "ImageBlend", "[0.5, \"normal\"]", Inputs(Input("image1", "IMAGE", 1), Input("image2", "IMAGE", 2)))}}
            """,
            """[1, 1, 0, 3, 0, "IMAGE"], [2, 4, 0, 3, 1, "IMAGE"]""")));

    [Theory]
    [InlineData("MODEL", 0, "[1,0]")] // LoraLoader: what stands beside the output
    [InlineData("CLIP", 1, "[1,1]")]
    [InlineData("VAE", 0, null)] // nothing fits: the input is left out
    [InlineData("*", 1, "[1,1]")]
    public void Bypassed_PassesOnByTheTypeOfWhoAsks(string asked, int slot, string? expected)
    {
        var told = Prompt(Nodes, File(
            $$"""
            {{Node(1, "CheckpointLoaderSimple", "[\"x\"]", Outputs("MODEL", "CLIP", "VAE"))}},
            {{Node(2, "LoraLoader", "[\"l\", 1, 1]", Inputs(Input("model", "MODEL", 1), Input("clip", "CLIP", 2)) + Outputs("MODEL", "CLIP")).Replace("\"mode\": 0", "\"mode\": 4", StringComparison.Ordinal)}},
            {{Node(3, "PreviewAny", more: Inputs(Input("source", asked, 3)))}}
            """,
            $"""[1, 1, 0, 2, 0, "MODEL"], [2, 1, 1, 2, 1, "CLIP"], [3, 2, {slot}, 3, 0, "{asked}"]"""));

        Assert.Equal($"1 CheckpointLoaderSimple ckpt_name=x\n3 PreviewAny{(expected is null ? "" : $" source={expected}")}", told);
    }

    [Fact]
    public void Bypassed_WithoutAnInputBeside_TakesTheFirstOfTheType() => Assert.Equal("1 VAELoader vae_name=v\n2 EmptyImage width=8 height=8 batch_size=1 color=0\n4 PreviewAny source=[2,0]",
        Prompt(Nodes, File(
            $$"""
            {{Node(1, "VAELoader", "[\"v\"]", Outputs("VAE"))}}, {{Node(2, "EmptyImage", "[8, 8, 1, 0]", Outputs("IMAGE"))}},
            {{Node(3, "AClassOfAPack", more: ", \"mode\": 4" + Inputs(Input("vae", "VAE", 1), Input("a", "IMAGE", 2)) + Outputs("IMAGE")).Replace("\"mode\": 0, ", "", StringComparison.Ordinal)}},
            {{Node(4, "PreviewAny", more: Inputs(Input("source", "IMAGE", 3)))}}
            """,
            """[1, 1, 0, 3, 0, "VAE"], [2, 2, 0, 3, 1, "IMAGE"], [3, 3, 0, 4, 0, "IMAGE"]""")));

    [Fact]
    public void NamedLinks_AreFollowed()
    {
        var nodes = $$"""
            {{Empty}}, {{Node(2, "SetNode", "[\"picture\"]", Inputs(Input("IMAGE", "IMAGE", 1)) + Outputs("*"))}},
            {{Node(3, "GetNode", "[\"picture\"]", Outputs("IMAGE"))}}, {{Node(4, "ImageInvert", more: Inputs(Input("image", "IMAGE", 2)))}}
            """;
        const string Links = """[1, 1, 0, 2, 0, "IMAGE"], [2, 3, 0, 4, 0, "IMAGE"]""";

        Assert.Equal("1 EmptyImage width=8 height=16 batch_size=1 color=255\n4 ImageInvert image=[1,0]", Prompt(Nodes, File(nodes, Links)));
        Assert.Equal("Node 3 'GetNode': no node sets the name 'other' that it gets.",
            Refused(Nodes, File(nodes.Replace("[\"picture\"], \"outputs\": [{\"name\": \"IMAGE\"",
                "[\"other\"], \"outputs\": [{\"name\": \"IMAGE\"", StringComparison.Ordinal), Links)));
    }

    [Theory]
    [InlineData("%date:yyyy-MM-dd%/a_%date:yy_M_d hmmss%", "2026-03-04/a_26_3_4 50607")]
    [InlineData("%KSampler.seed%_%Small one.width%_%Small one.filename%", "5_8_%Small one.filename%")]
    [InlineData("%KSampler.sampler_name%_%Nobody.seed%_%width%_100%", "eu_ler_%Nobody.seed%_%width%_100%")]
    [InlineData("%year%_%batch_num%", "%year%_%batch_num%")] // the server's own
    public void FileNames_AreCompletedAsAnEditorDoes(string prefix, string expected)
    {
        var sampler = Node(1, "KSampler", """[5, "fixed", 20, 8, "eu/ler", "normal", 1]""").Replace(
            "\"properties\": {}", "\"properties\": {\"Node name for S&R\": \"KSampler\"}", StringComparison.Ordinal);
        var told = Prompt(Nodes, File(
            $"{sampler}, {Node(2, "EmptyImage", "[8, 8, 1, 0]", ", \"title\": \"Small one\"")}, {Node(3, "SaveImage", $"[\"{prefix}\"]")}"));
        Assert.Equal($"3 SaveImage filename_prefix={expected}", told.Split('\n')[^1]);
    }

    [Theory]
    [InlineData("true", "2026")]
    [InlineData("false", "%date:yyyy%")]
    public void Primitives_AreCompletedWhereTheyAskForIt(string isAsked, string expected) => Assert.Equal(
        $"1 CLIPTextEncode text={expected}",
        Prompt(Nodes, File(
            $$"""
            {{Node(1, "CLIPTextEncode", "[\"x\"]", Inputs(Input("text", "STRING", 1, "text")))}},
            {{Node(2, "PrimitiveNode", "[\"%date:yyyy%\"]").Replace("{}, \"w", $$"""{"Run widget replace on values": {{isAsked}}}, "w""", StringComparison.Ordinal)}}
            """, """[1, 2, 0, 1, 0, "STRING"]""")));

    [Fact]
    public void Order_IsThatOfJavaScript_NumbersFirst()
    {
        var named = Node(7, "EmptyLatentImage").Replace("\"id\": 7", "\"id\": \"late\"", StringComparison.Ordinal);
        Assert.Equal(["2", "10", "late"], Prompt(Nodes, File($"{named}, {Node(10, "EmptyLatentImage")}, {Node(2, "EmptyLatentImage")}"))
            .Split('\n').Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Titles_AreThoseOfTheCanvasOrOfTheClass()
    {
        var prompt = PromptFromWorkflow.Convert(Read(File(
            $"{Node(1, "EmptyImage", more: ", \"title\": \"Ground\"")}, {Node(2, "EmptyImage")}, {Node(3, "NotHere", more: Outputs("X"))}")), Nodes, Now).Prompt!;

        Assert.Equal(["Ground", "Empty Image", "NotHere"], prompt.Select(node => (string?)node.Value!["_meta"]!["title"]));
    }

    [Fact]
    public async Task ClassesThatAreNotHere_AreSentAndListed()
    {
        var submitted = SubmittedPrompt.Read(JsonNode.Parse(File($$"""
            {{Node(1, "AClassOfAPack", "[3, \"fixed\", \"a\"]", ", \"title\": \"Mine\"" + Inputs(Input("seed", "INT", null, "seed"), Input("word", "STRING", null, "word")) + Outputs("X"))}},
            {{Node(2, "AnotherClass", more: Inputs(Input("x", "X", 1)))}}, {{Node(3, "PreviewAny", more: Inputs(Input("source", "*", 2)))}}
            """, """[1, 1, 0, 2, 0, "X"], [2, 2, 0, 3, 0, "*"]""")), Nodes, Now);
        Assert.Equal("1 AClassOfAPack seed=3 word=a\n2 AnotherClass x=[1,0]\n3 PreviewAny source=[2,0]", Told(submitted.Prompt!.Source));

        var error = (await engine.Engine.ValidateAsync(submitted.Prompt)).Error!.Text();

        Assert.Equal("Node 'Mine' not found. The custom node may not be installed.", error.Message);
        Assert.Equal(["1 AClassOfAPack Mine", "2 AnotherClass AnotherClass"], error.ExtraInfo["missing_nodes"]!.AsArray()
            .Select(node => $"{node!["node_id"]} {node["class_type"]} {node["node_title"]}"));
    }
}
