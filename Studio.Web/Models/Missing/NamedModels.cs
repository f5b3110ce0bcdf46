using System.Text.Json.Nodes;

namespace Studio.Web.Models.Missing;

/// <summary>A model that a document names: where its own metadata says so, with a folder, an address and a hash.</summary>
internal sealed record NamedModel(string Name, string? Kind, string? Url, string? Hash);

/// <summary>
/// Finds the models that a prompt or a workflow file names: texts that end as weights do, in the inputs or widgets of nodes, and the lists
/// "models" that ComfyUI's templates carry (properties.models of a node: name, url, directory, hash, hash_type).
/// </summary>
internal static class NamedModels
{
    private const int MaxDepth = 64;

    private static readonly Dictionary<string, string> KindOfInput = new(StringComparer.Ordinal)
    {
        ["ckpt_name"] = "checkpoints",
        ["unet_name"] = "diffusion_models",
        ["lora_name"] = "loras",
        ["vae_name"] = "vae",
        ["clip_name"] = "text_encoders",
        ["clip_name1"] = "text_encoders",
        ["clip_name2"] = "text_encoders",
        ["clip_name3"] = "text_encoders",
        ["control_net_name"] = "controlnet",
        ["style_model_name"] = "style_models",
        ["ipadapter_file"] = "ipadapter",
    };

    private static readonly Dictionary<string, string> KindOfClass = new(StringComparer.Ordinal)
    {
        ["CheckpointLoaderSimple"] = "checkpoints",
        ["UNETLoader"] = "diffusion_models",
        ["UnetLoaderGGUF"] = "diffusion_models",
        ["LoraLoader"] = "loras",
        ["LoraLoaderModelOnly"] = "loras",
        ["VAELoader"] = "vae",
        ["CLIPLoader"] = "text_encoders",
        ["DualCLIPLoader"] = "text_encoders",
        ["TripleCLIPLoader"] = "text_encoders",
        ["ControlNetLoader"] = "controlnet",
        ["UpscaleModelLoader"] = "upscale_models",
        ["CLIPVisionLoader"] = "clip_vision",
        ["StyleModelLoader"] = "style_models",
        ["ModelPatchLoader"] = "model_patches",
    };

    /// <summary>Each name once; what the document's own metadata says of it goes before what its place says.</summary>
    public static IReadOnlyList<NamedModel> In(JsonNode? document)
    {
        var found = new OrderedDictionary<string, NamedModel>(StringComparer.Ordinal);
        Walk(document, null, null, 0, found);
        return [.. found.Values];
    }

    private static void Walk(JsonNode? node, string? input, string? type, int depth, OrderedDictionary<string, NamedModel> found)
    {
        if (depth > MaxDepth)
            return;
        switch (node)
        {
            case JsonObject fields:
                var own = Text(fields["class_type"]) ?? Text(fields["type"]) ?? type;
                foreach (var (name, value) in fields)
                {
                    if (name == "models" && value is JsonArray listed)
                        AddListed(listed, found);
                    else
                        Walk(value, name, own, depth + 1, found);
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                    Walk(value, input, type, depth + 1, found);
                break;
            case JsonValue when Text(node) is { } text && IsFile(text):
                Add(found, new(text.Replace('\\', '/'), KindOf(input, type), null, null));
                break;
        }
    }

    private static void AddListed(JsonArray listed, OrderedDictionary<string, NamedModel> found)
    {
        foreach (var model in listed.OfType<JsonObject>())
        {
            if (Text(model["name"]) is not { } name || !IsFile(name))
                continue;
            var isSha = Text(model["hash_type"])?.Equals("SHA256", StringComparison.OrdinalIgnoreCase) != false;
            var hash = Text(model["hash"]) is { Length: 64 } text && isSha && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant()
                : null;
            Add(found, new(name.Replace('\\', '/'), Text(model["directory"]) is { Length: > 0 } kind
                ? ModelFolder.KeyOf(kind.Split('/')[0]) : null,
                Text(model["url"]), hash));
        }
    }

    private static void Add(OrderedDictionary<string, NamedModel> found, NamedModel model)
    {
        if (found.TryGetValue(model.Name, out var known))
            found[model.Name] = new(model.Name, known.Url is not null ? known.Kind : model.Kind ?? known.Kind, known.Url ?? model.Url,
                known.Hash ?? model.Hash);
        else
            found[model.Name] = model;
    }

    private static string? KindOf(string? input, string? type) =>
        KindOfInput.GetValueOrDefault(input ?? "") ?? KindOfClass.GetValueOrDefault(type ?? "");

    private static bool IsFile(string text) => text.Length is > 4 and < 256 && !text.Contains('\n')
        && !text.Contains("://", StringComparison.Ordinal)
        && Path.GetExtension(text).ToLowerInvariant() is ".safetensors" or ".sft" or ".gguf" or ".ckpt" or ".pt" or ".pth" or ".bin";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
