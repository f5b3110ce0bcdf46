using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>The default text-to-image graph with the node ids and the checkpoint name that scripts for ComfyUI are written for.</summary>
internal static class ScriptPrompt
{
    public const string Checkpoint = "v1-5-pruned-emaonly.safetensors";
    public const string SocketNode = "save_image_websocket_node";

    public static JsonObject TextToImage(int seed) => new()
    {
        ["3"] = Node("KSampler", new()
        {
            ["cfg"] = 8,
            ["denoise"] = 1,
            ["latent_image"] = Link("5", 0),
            ["model"] = Link("4", 0),
            ["negative"] = Link("7", 0),
            ["positive"] = Link("6", 0),
            ["sampler_name"] = "euler",
            ["scheduler"] = "normal",
            ["seed"] = seed,
            ["steps"] = 20,
        }),
        ["4"] = Node("CheckpointLoaderSimple", new() { ["ckpt_name"] = Checkpoint }),
        ["5"] = Node("EmptyLatentImage", new() { ["batch_size"] = 1, ["height"] = 128, ["width"] = 128 }),
        ["6"] = Node("CLIPTextEncode", new() { ["clip"] = Link("4", 1), ["text"] = "a red house" }),
        ["7"] = Node("CLIPTextEncode", new() { ["clip"] = Link("4", 1), ["text"] = "bad hands" }),
        ["8"] = Node("VAEDecode", new() { ["samples"] = Link("3", 0), ["vae"] = Link("4", 2) }),
        ["9"] = Node("SaveImage", new() { ["filename_prefix"] = "ComfyUI", ["images"] = Link("8", 0) }),
    };

    /// <summary>The same, its picture sent over the socket instead of saved.</summary>
    public static JsonObject TextToSocket(int seed)
    {
        var prompt = TextToImage(seed);
        prompt.Remove("9");
        prompt[SocketNode] = Node("SaveImageWebsocket", new() { ["images"] = Link("8", 0) });
        return prompt;
    }

    private static JsonObject Node(string classType, JsonObject inputs) => new() { ["class_type"] = classType, ["inputs"] = inputs };

    private static JsonArray Link(string node, int output) => [node, output];
}
