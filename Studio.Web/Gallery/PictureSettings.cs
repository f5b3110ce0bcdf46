using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.Gallery;

/// <summary>A LoRA and how strongly it changes the model and the text encoder.</summary>
/// <param name="Name">Below models/loras.</param>
public sealed record LoraUse(string Name, double Model, double Clip);

/// <summary>A second pass over the enlarged picture.</summary>
/// <param name="Upscaler">A file below models/upscale_models; null enlarges the latent.</param>
/// <param name="Scale">How many times as wide and high.</param>
public sealed record HiresUse(string? Upscaler, double Scale, int Steps, double Denoise);

/// <summary>
/// The few things people want to know of a picture, read from the prompt that made it. Null where the prompt does not say.
/// </summary>
public sealed record PictureSettings
{
    public string? Model { get; init; }

    public string? Positive { get; init; }

    public string? Negative { get; init; }

    /// <summary>As text: a seed has up to 20 digits.</summary>
    public string? Seed { get; init; }

    public int? Steps { get; init; }

    public double? Cfg { get; init; }

    public string? Sampler { get; init; }

    public string? Scheduler { get; init; }

    public double? Denoise { get; init; }

    /// <summary>Pixels that the sampler was asked for, before anything enlarged or cut them.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>The seed whose noise was mixed in, as text; null when there was none.</summary>
    public string? VariationSeed { get; init; }

    /// <summary>How much of it, above 0 to 1.</summary>
    public double? VariationStrength { get; init; }

    public HiresUse? Hires { get; init; }

    /// <summary>The upscaler of a picture that was only enlarged; null where a sampler made it.</summary>
    public string? Upscaler { get; init; }

    /// <summary>The LoRAs on the way from the model to the sampler, nearest to the model first; null when there are none.</summary>
    public IReadOnlyList<LoraUse>? Loras { get; init; }

    /// <summary>The picture it started from, as the prompt names it; null when it started from noise.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// The picture that says what of <see cref="Source"/> was made anew, as the prompt names it; null when all of it was.
    /// </summary>
    public string? Mask { get; init; }

    /// <summary>Walks from the node that showed the picture against the links to whatever samples, loads and describes.</summary>
    /// <param name="prompt">API format; anything malformed is passed over.</param>
    /// <param name="nodeId">Null starts at every node.</param>
    public static PictureSettings? From(JsonObject prompt, string? nodeId)
    {
        var ancestors = Ancestors(prompt, nodeId is not null && prompt[nodeId] is JsonObject ? [nodeId] : prompt.Select(node => node.Key))
            .ToList();
        var sampler = ancestors.FirstOrDefault(IsSampler);
        var first = PictureHires.FirstPass(prompt, sampler);
        var hires = first is null ? null : PictureHires.Of(prompt, sampler!, first);
        sampler = hires is null ? sampler : first;
        var loader = ancestors.FirstOrDefault(node => Text(node["ckpt_name"]) is not null || Text(node["unet_name"]) is not null);
        if (sampler is null && loader is null)
            return PictureHires.Enlarged(prompt, ancestors);
        var size = Before(prompt, sampler?["latent_image"]).FirstOrDefault(node => Number(node["width"]) > 0 && Number(node["height"]) > 0);
        return new()
        {
            Width = (int?)Number(size?["width"]),
            Height = (int?)Number(size?["height"]),
            Hires = hires,
            VariationSeed = Number(sampler?["variation_strength"]) > 0 ? Digits(sampler?["variation_seed"]) : null,
            VariationStrength = Number(sampler?["variation_strength"]) is > 0 and var strength ? strength : null,
            Model = Text(loader?["ckpt_name"]) ?? Text(loader?["unet_name"]),
            Positive = Words(prompt, sampler?["positive"]),
            Negative = Words(prompt, sampler?["negative"]),
            Seed = Digits(sampler?["seed"] ?? sampler?["noise_seed"]),
            Steps = (int?)Number(sampler?["steps"]),
            Cfg = Number(sampler?["cfg"]),
            Sampler = Text(sampler?["sampler_name"]),
            Scheduler = Text(sampler?["scheduler"]),
            Denoise = Number(sampler?["denoise"]),
            Loras = LorasBefore(prompt, sampler?["model"]),
            Source = PictureBefore(prompt, SourceOf(prompt, sampler?["latent_image"])),
            Mask = PictureBefore(prompt, Before(prompt, sampler?["latent_image"]).Select(node => node["mask"]).FirstOrDefault(IsLink)),
        };
    }

    /// <summary>What a search looks through.</summary>
    internal string SearchWords(string fileName) =>
        string.Join(' ', new[] { fileName, Model, Positive, Negative, Seed, Upscaler }.Concat((Loras ?? []).Select(lora => lora.Name))
            .Where(part => part is not null)).ToLowerInvariant();

    private static List<LoraUse>? LorasBefore(JsonObject prompt, JsonNode? link)
    {
        var loras = Before(prompt, link).Select(LoraOf).OfType<LoraUse>().Reverse().ToList();
        return loras.Count == 0 ? null : loras;
    }

    private static LoraUse? LoraOf(JsonObject node) => Text(node["lora_name"]) is not { } name ? null
        : new(name, Number(node["strength_model"]) ?? 1, Number(node["strength_clip"]) ?? 0);

    // of a node with a mask not whatever is nearest, which may be the mask's file
    private static JsonNode? SourceOf(JsonObject prompt, JsonNode? latent) =>
        LinkedInputs(prompt, latent) is { } inputs && IsLink(inputs["mask"]) ? inputs["pixels"] ?? inputs["samples"] ?? latent : latent;

    internal static string? PictureBefore(JsonObject prompt, JsonNode? link) =>
        Before(prompt, link).Select(node => Text(node["image"])).FirstOrDefault(name => name is not null);

    // through nodes that take a positive and a negative and give the two again, such as a ControlNet's
    private static string? Words(JsonObject prompt, JsonNode? link)
    {
        for (var seen = new HashSet<string>(); LinkedNode(link) is { } id && seen.Add(id);)
        {
            if (LinkedInputs(prompt, link) is not { } inputs || !IsLink(inputs["positive"]) || !IsLink(inputs["negative"]))
                break;
            link = Number(link!.AsArray()[1]) == 1 ? inputs["negative"] : inputs["positive"];
        }

        return WordsBefore(prompt, link);
    }

    private static string? WordsBefore(JsonObject prompt, JsonNode? link) =>
        Before(prompt, link).Select(inputs => Text(inputs["text"]) ?? Text(inputs["text_g"])).FirstOrDefault(text => text is not null);

    /// <summary>The same from the node that a link comes from; nothing when it is no link.</summary>
    internal static IEnumerable<JsonObject> Before(JsonObject prompt, JsonNode? link) =>
        Ancestors(prompt, LinkedNode(link) is { } start ? [start] : []);

    /// <summary>The inputs of the nodes reached, nearest first, each once.</summary>
    private static IEnumerable<JsonObject> Ancestors(JsonObject prompt, IEnumerable<string> from)
    {
        var waiting = new Queue<string>(from);
        var seen = new HashSet<string>(waiting);
        while (waiting.TryDequeue(out var id))
        {
            if (prompt[id] is not JsonObject node || node["inputs"] is not JsonObject inputs)
                continue;
            yield return inputs;
            foreach (var next in inputs.Select(input => LinkedNode(input.Value)).OfType<string>().Where(seen.Add))
                waiting.Enqueue(next);
        }
    }

    private static bool IsLink(JsonNode? value) => LinkedNode(value) is not null;

    private static JsonObject? LinkedInputs(JsonObject prompt, JsonNode? link) =>
        LinkedNode(link) is { } id && prompt[id] is JsonObject node ? node["inputs"] as JsonObject : null;

    private static string? LinkedNode(JsonNode? value) => value is JsonArray { Count: 2 } link ? Text(link[0]) : null;

    internal static bool IsSampler(JsonObject node) => node["steps"] is JsonValue && (node["seed"] ?? node["noise_seed"]) is not null;

    internal static string? Text(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? content) ? content : null;

    private static string? Digits(JsonNode? value) =>
        value is JsonValue digits && digits.GetValueKind() == JsonValueKind.Number ? digits.ToJsonString() : null;

    internal static double? Number(JsonNode? value) => value is JsonValue number && number.TryGetValue(out double content) ? content : null;
}
