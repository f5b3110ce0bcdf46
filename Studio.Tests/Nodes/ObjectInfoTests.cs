using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

/// <summary>
/// Our description of each node against that of a ComfyUI 0.33 server, recorded: all facts, none of its prose. Combos are compared in list
/// form and file lists are left out, as each machine has its own.
/// </summary>
public sealed class ObjectInfoTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly JsonObject Recorded =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "object_info.json")))!.AsObject();

    private static readonly string[] Prose = ["tooltip", "description"];

    /// <summary>Classes that ComfyUI has and the recording has not; declared as its public source does.</summary>
    private static readonly string[] Unrecorded =
    [
        "SaveImageWebsocket", // ComfyUI brings it as an example
        "FluxDisableGuidance",
        "FluxKontextMultiReferenceLatentMethod",
        "CFGNorm",
        "EmptyFlux2LatentImage",
        "Flux2Scheduler",
        "TextEncodeQwenImageEdit",
        "TextEncodeQwenImageEditPlus",
        "SkipLayerGuidanceDiT",
        "T5TokenizerOptions",
        "ModelPatchLoader",
        "QwenImageDiffsynthControlnet",
        "ZImageFunControlnet",
    ];

    /// <summary>Where we differ on purpose: class and input, or class alone, with the reason.</summary>
    private static readonly Dictionary<string, string> Deliberate = new(StringComparer.Ordinal)
    {
        ["PrimitiveFloat input"] = "limits of floats are floats",
        ["PrimitiveInt input"] = "what a form does after a run is its own choice",
    };

    /// <summary>The same for classes that have to do with texts, numbers and sampling.</summary>
    private static readonly string[] UnrecordedToo =
    [
        "PrimitiveStringMultiline", "StringSubstring", "StringLength", "CaseConverter", "StringTrim", "StringReplace", "StringContains",
        "StringCompare", "RegexMatch", "RegexExtract", "RegexReplace", "JsonExtractString", "ComfyMathExpression", "ComfyNumberConvert",
        "ResolutionSelector", "ResizeAndPadImage", "ImageAddNoise", "MaskPreview", "SetFirstSigma", "ExtendIntermediateSigmas",
        "SamplingPercentToSigma", "DualCFGGuider", "PerpNegGuider",
    ];

    [Fact]
    public void Nodes_AllThatComfyHas_AreDescribedAlike()
    {
        var compared = 0;
        var differences = new List<string>();
        foreach (var schema in fixture.Engine.Nodes.All.Where(schema => Recorded.ContainsKey(schema.Name)))
        {
            differences.AddRange(Differences(schema.Name, Recorded[schema.Name]!, Normal(ObjectInfo.Describe(schema))));
            compared++;
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(compared > 15, $"Only {compared} nodes were compared.");
    }

    [Fact]
    public void Nodes_NotOfTheRecording_SayThatTheyAreOurs() => Assert.Empty(WronglyDeclared(fixture.Engine.Nodes.All));

    /// <summary>Classes that ComfyUI does not have and that do not say so, and the other way round.</summary>
    internal static IEnumerable<string> WronglyDeclared(IEnumerable<NodeSchema> nodes) =>
        from schema in nodes
        where schema.Pack is null // these have a test of their own
        let isComfy = Recorded.ContainsKey(schema.Name) || Unrecorded.Concat(UnrecordedToo).Contains(schema.Name)
        where schema.IsOurs == isComfy
        select schema.Name;

    /// <summary>Clients tell the two styles of declaring nodes apart by what is there at all.</summary>
    [Theory]
    [InlineData("ResizeImageMaskNode",
        "api_node dev_only essentials_category has_intermediate_output output_matchtypes output_tooltips price_badge search_aliases")]
    [InlineData("LatentAdd",
        "api_node dev_only essentials_category has_intermediate_output output_matchtypes output_tooltips price_badge search_aliases")]
    [InlineData("KSampler", "has_intermediate_output search_aliases")]
    [InlineData("SaveImage", "has_intermediate_output search_aliases")]
    public void Describe_NewerAndOlderStyle_SaysWhatBelongsToIt(string classType, string keys)
    {
        string[] optional = ["api_node", "dev_only", "essentials_category", "has_intermediate_output", "output_matchtypes",
            "output_tooltips", "price_badge", "search_aliases"];

        var info = ObjectInfo.Describe(fixture.Engine.Nodes.Find(classType)!);

        Assert.Equal(keys, string.Join(' ', optional.Where(info.ContainsKey)));
    }

    [Fact]
    public void Describe_Checkpoints_ListsTheFiles()
    {
        var info = ObjectInfo.Describe(fixture.Engine.Nodes.Find("CheckpointLoaderSimple")!);

        Assert.Equal("studio-demo.safetensors", (string?)info["input"]!["required"]!["ckpt_name"]![0]![0]);
    }

    /// <summary>A name of a file is its owner's: what one user may choose is in no common list.</summary>
    [Fact]
    public void Describe_InputFiles_ListsThoseOfTheUserOnly()
    {
        using var own = new FolderImageStore();
        own.Save(ImageFolder.Input, "mine", 1, 1, [new EncodedImage([1], "image/png")]);

        JsonArray ListOf(NodeCatalog nodes) => ObjectInfo.Describe(nodes.Find("LoadImage")!)["input"]!["required"]!["image"]![0]!.AsArray();

        Assert.Equal("mine_00001_.png", (string?)ListOf(fixture.Engine.Nodes.In(own)).Single());
        Assert.Empty(ListOf(fixture.Engine.Nodes));
        Assert.Same(fixture.Engine.Nodes.Find("KSampler"), fixture.Engine.Nodes.In(own).Find("KSampler"));
    }

    [Fact]
    public void Describe_Seeds_KeepsTheirExactLimit()
    {
        var text = ObjectInfo.Describe(fixture.Engine.Nodes.Find("KSampler")!).ToJsonString();

        Assert.Contains("\"max\":18446744073709551615", text, StringComparison.Ordinal);
        Assert.Contains("\"default\":8.0", text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Differences(string name, JsonNode expected, JsonNode actual) =>
        from key in expected.AsObject().Select(pair => pair.Key).Union(actual.AsObject().Select(pair => pair.Key))
        where !JsonNode.DeepEquals(Without(expected[key]), Without(actual[key])) && !Deliberate.ContainsKey($"{name} {key}")
        select $"{name} {key}: expected {Without(expected[key])?.ToJsonString()}, is {Without(actual[key])?.ToJsonString()}";

    /// <summary>Every input as [type, options], without prose.</summary>
    private static JsonObject Normal(JsonObject info)
    {
        var normal = (JsonObject)info.DeepClone();
        normal.Remove("description");
        normal.Remove("search_aliases");
        if (!normal.ContainsKey("api_node"))
            normal.Remove("has_intermediate_output"); // the recording lacks it for the older style
        foreach (var group in new[] { "required", "optional" })
        {
            foreach (var (_, input) in normal["input"]![group] as JsonObject ?? [])
            {
                if (input!.AsArray().Count == 1)
                    input.AsArray().Add(new JsonObject());
                input[0] = WithoutOurs(input[0]);
                if (input[1]!["remote"] is not null)
                    input[0] = new JsonArray(); // the client fetches the choices
                WithoutProse(input[1]);
            }
        }
        return normal;
    }

    /// <summary>Samplers and schedulers that ComfyUI has, for what is ours may stand after them.</summary>
    internal static JsonNode? WithoutOurs(JsonNode? choices)
    {
        var known = new[] { ListOrder.Samplers, ListOrder.Schedulers }.FirstOrDefault(order => IsListOf(choices, order));
        return known is null
            ? choices?.DeepClone()
            : new JsonArray([.. choices!.AsArray().Where(name => known.Contains((string?)name)).Select(name => name?.DeepClone())]);
    }

    private static bool IsListOf(JsonNode? choices, IReadOnlyList<string> order) =>
        choices is JsonArray list && list.Any(name => name is JsonValue value && value.TryGetValue(out string? text) && text == order[0]);

    private static void WithoutProse(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var word in Prose)
                fields.Remove(word);
        }
        foreach (var child in node is JsonObject { } map
            ? map.Select(pair => pair.Value)
            : node as JsonArray ?? Enumerable.Empty<JsonNode?>())
            WithoutProse(child);
    }

    /// <summary>Empties the lists of files, which differ between machines.</summary>
    private static JsonNode? Without(JsonNode? node)
    {
        var copy = node?.DeepClone();
        foreach (var group in new[] { "required", "optional" })
        {
            foreach (var name in new[] { "ckpt_name", "image", "latent", "lora_name", "vae_name", "unet_name", "clip_name", "model_path" })
            {
                if (copy is JsonObject fields && fields[group] is JsonObject inputs && inputs[name] is JsonArray { Count: 2 } config
                    && config[0] is JsonArray)
                    config[0] = new JsonArray();
            }
        }
        return copy;
    }
}
