using System.Text.Json.Nodes;

namespace Studio.Web.Components.Generation;

/// <summary>
/// The same graph as ComfyUI's editor stores it in a picture (workflow format 0.4), so that dropping one of our pictures there opens it:
/// nodes with places, and links as [id, from node, from slot, to node, to slot, type].
/// </summary>
internal static class TextToImageWorkflow
{
    private const int RowHeight = 210;

    private static readonly Dictionary<string, Shape> Shapes = new()
    {
        ["CheckpointLoaderSimple"] = new(40, 460, 315, 98, [], ["ckpt_name"], [("MODEL", "MODEL"), ("CLIP", "CLIP"), ("VAE", "VAE")]),
        ["LoraLoader"] = new(
            60, 40, 315, 126, [("model", "MODEL"), ("clip", "CLIP")], ["lora_name", "strength_model", "strength_clip"],
            [("MODEL", "MODEL"), ("CLIP", "CLIP")]),
        ["CLIPTextEncode"] = new(420, 180, 425, 165, [("clip", "CLIP")], ["text"], [("CONDITIONING", "CONDITIONING")]),
        ["EmptyLatentImage"] = new(480, 620, 315, 106, [], ["width", "height", "batch_size"], [("LATENT", "LATENT")]),
        ["LoadImage"] = new(40, 640, 315, 314, [], ["image", "=image"], [("IMAGE", "IMAGE"), ("MASK", "MASK")]),
        ["ImageScale"] = new(420, 640, 315, 130, [("image", "IMAGE")], ["upscale_method", "width", "height", "crop"], [("IMAGE", "IMAGE")]),
        ["VAEEncode"] = new(760, 700, 210, 46, [("pixels", "IMAGE"), ("vae", "VAE")], [], [("LATENT", "LATENT")]),
        ["KSampler"] = new(
            900, 180, 315, 262,
            [("model", "MODEL"), ("positive", "CONDITIONING"), ("negative", "CONDITIONING"), ("latent_image", "LATENT")],
            ["seed", "=fixed", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
            [("LATENT", "LATENT")]),
        ["VAEDecode"] = new(1250, 180, 210, 46, [("samples", "LATENT"), ("vae", "VAE")], [], [("IMAGE", "IMAGE")]),
        ["SaveImage"] = new(1500, 180, 315, 270, [("images", "IMAGE")], ["filename_prefix"], []),
    };

    /// <param name="prompt">What <see cref="TextToImage.ToPrompt"/> gives.</param>
    public static JsonObject From(JsonObject prompt)
    {
        var links = LinksOf(prompt);
        var order = prompt.Select(node => node.Key).OrderBy(id => Shapes[ClassOf(prompt, id)].X).ThenBy(int.Parse).ToList();
        var rows = order.GroupBy(id => ClassOf(prompt, id)).SelectMany(same => same.Select((id, row) => (id, row))).ToDictionary();
        return new JsonObject
        {
            ["last_node_id"] = order.Max(int.Parse),
            ["last_link_id"] = links.Count,
            ["nodes"] = new JsonArray([.. order.Select((id, place) => NodeOf(prompt, id, place, rows[id], links))]),
            ["links"] = new JsonArray([.. links.Select(link =>
                (JsonNode)new JsonArray(link.Id, int.Parse(link.From), link.FromSlot, int.Parse(link.To), link.ToSlot, link.Type))]),
            ["groups"] = new JsonArray(),
            ["config"] = new JsonObject(),
            ["extra"] = new JsonObject(),
            ["version"] = 0.4,
        };
    }

    private static JsonObject NodeOf(JsonObject prompt, string id, int place, int row, List<Link> links)
    {
        var (type, inputs) = (ClassOf(prompt, id), prompt[id]!["inputs"]!.AsObject());
        var shape = Shapes[type];
        return new JsonObject
        {
            ["id"] = int.Parse(id),
            ["type"] = type,
            ["pos"] = new JsonArray(shape.X,
                shape.Y + (row * RowHeight * (type == "LoraLoader" ? -1 : 1))), // of several one stands below the other, LoRAs above
            ["size"] = new JsonArray(shape.Width, shape.Height),
            ["flags"] = new JsonObject(),
            ["order"] = place,
            ["mode"] = 0,
            ["inputs"] = new JsonArray([.. shape.Inputs.Select((input, slot) => (JsonNode)new JsonObject
            {
                ["name"] = input.Name,
                ["type"] = input.Type,
                ["link"] = links.Find(link => link.To == id && link.ToSlot == slot)?.Id,
            })]),
            ["outputs"] = new JsonArray([.. shape.Outputs.Select((output, slot) => (JsonNode)new JsonObject
            {
                ["name"] = output.Name,
                ["type"] = output.Type,
                ["slot_index"] = slot,
                ["links"] = new JsonArray(
                    [.. links.Where(link => link.From == id && link.FromSlot == slot).Select(link => (JsonNode)link.Id)]),
            })]),
            ["properties"] = new JsonObject { ["Node name for S&R"] = type },
            // a word after "=" is not an input but a widget that only the editor knows
            ["widgets_values"] = new JsonArray(
                [.. shape.Widgets.Select(name => name[0] == '=' ? (JsonNode)name[1..] : inputs[name]!.DeepClone())]),
        };
    }

    private static List<Link> LinksOf(JsonObject prompt)
    {
        var links = new List<Link>();
        foreach (var (id, _) in prompt)
        {
            var shape = Shapes[ClassOf(prompt, id)];
            for (var slot = 0; slot < shape.Inputs.Length; slot++)
            {
                var source = prompt[id]!["inputs"]![shape.Inputs[slot].Name]!.AsArray();
                links.Add(new(links.Count + 1, (string)source[0]!, (int)source[1]!, id, slot, shape.Inputs[slot].Type));
            }
        }

        return links;
    }

    private static string ClassOf(JsonObject prompt, string id) => (string)prompt[id]!["class_type"]!;

    private sealed record Link(int Id, string From, int FromSlot, string To, int ToSlot, string Type);

    private sealed record Shape(int X, int Y, int Width, int Height, (string Name, string Type)[] Inputs, string[] Widgets,
        (string Name, string Type)[] Outputs);
}
