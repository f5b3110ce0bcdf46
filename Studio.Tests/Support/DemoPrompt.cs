using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>A text-to-image prompt for the demo model, small and short, into whose wires other nodes can be put.</summary>
internal sealed class DemoPrompt
{
    private readonly JsonObject _nodes = [];

    public DemoPrompt()
    {
        Add("1", "CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors"));
        Add("2", "CLIPTextEncode", ("text", "a red sunset over snowy mountains"), ("clip", Link("1", 1)));
        Add("3", "CLIPTextEncode", ("text", ""), ("clip", Link("1", 1)));
        Add("4", "EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 1));
        Add(
            "5", "KSampler", ("model", Link("1", 0)), ("seed", 5), ("steps", 4), ("cfg", 4), ("sampler_name", "euler"),
            ("scheduler", "normal"),
            ("positive", Link("2", 0)), ("negative", Link("3", 0)), ("latent_image", Link("4", 0)), ("denoise", 1));
        Add("6", "VAEDecode", ("samples", Link("5", 0)), ("vae", Link("1", 2)));
        Add("9", "SaveImage", ("images", Link("6", 0)), ("filename_prefix", "test"));
    }

    public string Json => _nodes.ToJsonString();

    public static JsonArray Link(string node, int slot) => [node, slot];

    public DemoPrompt Add(string id, string type, params (string Name, JsonNode Value)[] inputs)
    {
        _nodes[id] = new JsonObject
        {
            ["class_type"] = type,
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name, input.Value))),
        };
        return this;
    }

    public DemoPrompt Set(string id, string input, JsonNode value)
    {
        _nodes[id]!["inputs"]![input] = value;
        return this;
    }

    /// <summary>Takes a node out.</summary>
    public DemoPrompt Remove(string id)
    {
        _nodes.Remove(id);
        return this;
    }

    /// <summary>Leaves an optional input out.</summary>
    public DemoPrompt Remove(string id, string input)
    {
        _nodes[id]!["inputs"]!.AsObject().Remove(input);
        return this;
    }

    /// <summary>Lets the sampler take its model from another node.</summary>
    public DemoPrompt Model(string id) => Set("5", "model", Link(id, 0));

    /// <summary>Lets both texts take their encoder from another node.</summary>
    public DemoPrompt Clip(string id, int slot) => Set("2", "clip", Link(id, slot)).Set("3", "clip", Link(id, slot));

    /// <summary>The picture of a run that must succeed.</summary>
    public async Task<byte[]> PictureAsync(EngineFixture studio)
    {
        var result = await studio.RunAsync(Json);
        Assert.True(result.Failure is null, result.Failure?.Message);
        return studio.Pictures(result, "9")[0].Pixels.Pixels;
    }
}
