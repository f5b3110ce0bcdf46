using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>
/// One picture, or a batch, as the Generate page asks for it: everything checked, ready to be written as a ComfyUI prompt.
/// </summary>
public sealed record TextToImage
{
    internal const string Loader = "4";
    internal const string Positives = "6";
    internal const string Negatives = "7";
    internal const string Sampling = "3";
    internal const string Decoder = "8";
    internal const string Saver = "9";
    internal const string Picture = "10";
    internal const string Scaler = "11";
    internal const string Encoder = "12";
    private const string Empty = "5";
    private const string Shown = "17";
    private const int FirstLora = 20;
    private const int LastLora = 899;

    // where each field of the form ends up in the prompt, and so where an error about it comes from
    private static readonly Dictionary<(string Node, string Input), string> Fields = new()
    {
        [(Loader, "ckpt_name")] = nameof(GenerationDraft.Checkpoint),
        [(Positives, "text")] = nameof(GenerationDraft.Positive),
        [(Negatives, "text")] = nameof(GenerationDraft.Negative),
        [(Empty, "width")] = nameof(GenerationDraft.Width),
        [(Empty, "height")] = nameof(GenerationDraft.Height),
        [(Empty, "batch_size")] = nameof(GenerationDraft.BatchSize),
        [(Scaler, "width")] = nameof(GenerationDraft.Width),
        [(Scaler, "height")] = nameof(GenerationDraft.Height),
        [(Picture, "image")] = nameof(GenerationDraft.Source),
        [(Inpaint.MaskPicture, "image")] = nameof(GenerationDraft.Mask),
        [(Sampling, "seed")] = nameof(GenerationDraft.Seed),
        [(Sampling, "steps")] = nameof(GenerationDraft.Steps),
        [(Sampling, "cfg")] = nameof(GenerationDraft.Cfg),
        [(Sampling, "sampler_name")] = nameof(GenerationDraft.Sampler),
        [(Sampling, "scheduler")] = nameof(GenerationDraft.Scheduler),
        [(Sampling, "denoise")] = nameof(GenerationDraft.Denoise),
    };

    /// <summary>The checkpoint's name below models/checkpoints.</summary>
    public required string Checkpoint { get; init; }

    public string Positive { get; init; } = "";

    public string Negative { get; init; } = "";

    /// <summary>Applied one after the other between the checkpoint and what uses it.</summary>
    public IReadOnlyList<LoraUse> Loras { get; init; } = [];

    /// <summary>Pixels, a multiple of 8.</summary>
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Pictures computed together. Without effect when there is a <see cref="Source"/>.</summary>
    public int BatchSize { get; init; } = 1;

    public required int Steps { get; init; }

    public required double Cfg { get; init; }

    public required string Sampler { get; init; }

    public required string Scheduler { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The picture to start from, "name" in the input folder or "sub/name [output]"; null starts from noise alone.</summary>
    public string? Source { get; init; }

    /// <summary>How much of <see cref="Source"/> is made anew, above 0 to 1.</summary>
    public double Denoise { get; init; } = 1;

    /// <summary>Which part of <see cref="Source"/> is made anew; null for all of it.</summary>
    public Inpaint? Inpaint { get; init; }

    /// <summary>Which sides of <see cref="Source"/> grow; null for none.</summary>
    public Outpaint? Outpaint { get; init; }

    /// <summary>Another seed that counts a little; null for none.</summary>
    public Variation? Variation { get; init; }

    /// <summary>What leads the model; null for nothing.</summary>
    public ControlHint? Control { get; init; }

    /// <summary>The second, larger pass; null for none.</summary>
    public HiresFix? Hires { get; init; }

    /// <summary>Whether prompt and settings are written into the picture.</summary>
    public bool WithMetadata { get; init; } = true;

    /// <summary>The prompts before a seed decided what in them is a choice; null when nothing was.</summary>
    public PromptTemplate? Template { get; init; }

    /// <summary>The form's field behind an input of <see cref="ToPrompt"/>; null when no field decides it.</summary>
    public static string? FieldOf(string nodeId, string input) =>
        int.TryParse(nodeId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is >= FirstLora and <= LastLora
        ? nameof(GenerationDraft.Loras)
        : new[] { Fields, HiresFix.Fields, Variation.Fields, ControlHint.Fields, Outpaint.Fields }
            .Select(fields => fields.GetValueOrDefault((nodeId, input))).FirstOrDefault(field => field is not null);

    /// <summary>The prompt in ComfyUI's API format. A source is scaled and cropped to the size asked for.</summary>
    public JsonObject ToPrompt()
    {
        var patched = Loras.Count == 0 ? Loader : LoraId(Loras.Count - 1);
        var prompt = new JsonObject
        {
            [Sampling] = Node("KSampler", new()
            {
                ["model"] = Link(patched, 0),
                ["seed"] = Seed,
                ["steps"] = Steps,
                ["cfg"] = Cfg,
                ["sampler_name"] = Sampler,
                ["scheduler"] = Scheduler,
                ["positive"] = Link(Positives, 0),
                ["negative"] = Link(Negatives, 0),
                ["latent_image"] = Link(Source is null ? Empty : Encoder, 0),
                ["denoise"] = Source is null ? 1 : Denoise,
            }),
            [Loader] = Node("CheckpointLoaderSimple", new() { ["ckpt_name"] = Checkpoint }),
            [Positives] = Node("CLIPTextEncode", new() { ["text"] = Positive, ["clip"] = Link(patched, 1) }),
            [Negatives] = Node("CLIPTextEncode", new() { ["text"] = Negative, ["clip"] = Link(patched, 1) }),
            [Decoder] = Node("VAEDecode", new() { ["samples"] = Link(Sampling, 0), ["vae"] = Link(Loader, 2) }),
            [Saver] = Node("SaveImage", new() { ["images"] = Link(Decoder, 0), ["filename_prefix"] = "studio" }),
        };
        AddLoras(prompt);
        if (Source is null)
            prompt[Empty] = Node("EmptyLatentImage", new() { ["width"] = Width, ["height"] = Height, ["batch_size"] = BatchSize });
        else
            AddSource(prompt, Source);
        Control?.AddTo(prompt, Width, Height);
        if (Source is not null)
        {
            Inpaint?.AddTo(prompt, Width, Height);
            Outpaint?.AddTo(prompt, Width, Height);
        }

        Variation?.AddTo(prompt);
        Hires?.AddTo(prompt, Width, Height);
        return prompt;
    }

    /// <summary>The prompt as a workflow, so that dropping one of its pictures into an editor opens it.</summary>
    /// <param name="nodes">What the widgets and sockets of its nodes are.</param>
    public Workflow ToWorkflow(NodeCatalog nodes) =>
        WorkflowFromPrompt.Convert(PromptParser.Parse(ToPrompt()).Prompt!, nodes).Workflow!;

    /// <summary>What goes with it into the job and its pictures, beside the workflow; null when that says it all.</summary>
    public JsonObject? ToExtraData()
    {
        var extra = new JsonObject();
        if (Template is { } template)
            extra["extra_pnginfo"] = new JsonObject
            {
                ["prompt_template"] = new JsonObject { ["positive"] = template.Positive, ["negative"] = template.Negative },
            };
        if (!WithMetadata)
            extra["metadata"] = false;
        return extra.Count == 0 ? null : extra;
    }

    /// <summary>Shows the model a picture and where to repaint it: two links. The sampler starts from that.</summary>
    internal static void AddInpainting(JsonObject prompt, JsonArray pixels, JsonArray mask)
    {
        prompt.Remove(Encoder);
        prompt[Shown] = Node("InpaintModelConditioning", new()
        {
            ["positive"] = Take(prompt, Sampling, "positive"),
            ["negative"] = Take(prompt, Sampling, "negative"),
            ["vae"] = Link(Loader, 2),
            ["pixels"] = pixels,
            ["mask"] = mask,
            ["noise_mask"] = true,
        });
        Set(prompt, Sampling, "positive", Link(Shown, 0));
        Set(prompt, Sampling, "negative", Link(Shown, 1));
        Set(prompt, Sampling, "latent_image", Link(Shown, 2));
    }

    internal static void Set(JsonObject prompt, string node, string input, JsonNode value) => prompt[node]!["inputs"]![input] = value;

    /// <summary>What an input of a node has now, to be given to another.</summary>
    internal static JsonNode Take(JsonObject prompt, string node, string input) => prompt[node]!["inputs"]![input]!.DeepClone();

    private void AddLoras(JsonObject prompt)
    {
        for (var i = 0; i < Loras.Count; i++)
        {
            var before = i == 0 ? Loader : LoraId(i - 1);
            prompt[LoraId(i)] = Node("LoraLoader", new()
            {
                ["model"] = Link(before, 0),
                ["clip"] = Link(before, 1),
                ["lora_name"] = Loras[i].Name,
                ["strength_model"] = Loras[i].Model,
                ["strength_clip"] = Loras[i].Clip,
            });
        }
    }

    private static string LoraId(int index) => (FirstLora + index).ToString(CultureInfo.InvariantCulture);

    private void AddSource(JsonObject prompt, string source)
    {
        prompt[Picture] = Node("LoadImage", new() { ["image"] = source });
        prompt[Scaler] = Scale(Picture, "lanczos", Width, Height, "center");
        prompt[Encoder] = Node("VAEEncode", new() { ["pixels"] = Link(Scaler, 0), ["vae"] = Link(Loader, 2) });
    }

    internal static JsonObject Scale(string image, string method, int width, int height, string crop = "disabled") =>
        Node("ImageScale", new()
        {
            ["image"] = Link(image, 0),
            ["upscale_method"] = method,
            ["width"] = width,
            ["height"] = height,
            ["crop"] = crop,
        });

    internal static JsonObject Node(string classType, JsonObject inputs) => new() { ["class_type"] = classType, ["inputs"] = inputs };

    internal static JsonArray Link(string node, int slot) => [node, slot];
}

/// <summary>Two prompts with choices in them.</summary>
public sealed record PromptTemplate(string Positive, string Negative);
