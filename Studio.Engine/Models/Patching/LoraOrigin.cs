using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Patching;

/// <summary>The family of models that a LoRA was made for, as far as its sizes and names tell.</summary>
/// <param name="Title">For people.</param>
/// <param name="Takes">Whether a denoiser is of that family, or near enough.</param>
/// <param name="IsCertain">Whether it cannot be otherwise: then what happens to fit another family is not applied either.</param>
internal sealed record LoraOrigin(string Title, Func<UNet, bool> Takes, bool IsCertain = false)
{
    private static readonly (string Title, string[] Names)[] Transformers =
    [
        ("Flux", ["single_blocks", "single_transformer_blocks", "double_blocks"]),
        ("Stable Diffusion 3", ["joint_blocks", "attn.add_q_proj", "attn_add_q_proj"]),
        ("Qwen-Image", ["img_mlp", "txt_mlp"]),
        ("Z-Image", ["noise_refiner", "context_refiner", "attention.qkv", "attention_qkv"]),
        ("Stable Cascade", ["lora_prior_"]),
    ];

    private static readonly string[] UNetBlocks = ["attentions", "input_blocks", "output_blocks", "middle_block"];

    // transformers where pixels are most
    private static readonly string[] FirstLevel =
        ["down_blocks_0_attentions", "down_blocks.0.attentions", "input_blocks_1_1_", "input_blocks.1.1.", "input_blocks_2_1_",
            "input_blocks.2.1."];

    // deeper than the transformers of any other UNet
    private static readonly string[] Deep =
        ["transformer_blocks_5_", "transformer_blocks.5.", "transformer_blocks_9_", "transformer_blocks.9."];

    private static readonly string[] SecondText = ["lora_te2_", "text_encoder_2.", "clip_g."];

    /// <summary>Null when nothing tells.</summary>
    public static LoraOrigin? Of(IReadOnlyList<LoraModule> modules) =>
        OfText(modules) ?? OfNames([.. modules.Select(module => module.Name)]);

    /// <summary>By names alone.</summary>
    public static LoraOrigin? OfNames(IReadOnlyCollection<string> names)
    {
        var blocks = names.Where(IsInUNet).ToArray();
        if (Array.Find(Transformers, family => Any(names, family.Names)).Title is { } title)
            return new LoraOrigin(title, _ => false);
        if (blocks.Length == 0 && Any(names, ["transformer_blocks"]))
            return new LoraOrigin("a diffusion transformer such as Flux", _ => false);
        if (Any(blocks, Deep))
            return new LoraOrigin("SDXL", IsXl, IsCertain: true);
        if (Any(blocks, FirstLevel))
            return new LoraOrigin("Stable Diffusion 1.x or 2.x", unet => unet.InputDepths[0] > 0, IsCertain: true);
        return Any(names, SecondText) ? new LoraOrigin("SDXL", IsXl) : null;
    }

    /// <summary>By the width of the text that most of its cross-attention layers take.</summary>
    private static LoraOrigin? OfText(IReadOnlyList<LoraModule> modules)
    {
        var width = modules.Where(module => IsCrossAttention(module.Name) && module.HasWeight)
            .Select(module => module.WeightSize(0)?.Columns).OfType<long>().GroupBy(columns => columns).MaxBy(group => group.Count())?.Key;
        var title = width switch
        {
            768 => "Stable Diffusion 1.x",
            1024 => "Stable Diffusion 2.x",
            1280 => "the SDXL refiner",
            2048 => "SDXL",
            _ => null,
        };
        return title is null ? null : new LoraOrigin(title, unet => unet.ContextWidth == width, IsCertain: true);
    }

    private static bool IsCrossAttention(string name) => name.Contains("attn2", StringComparison.Ordinal)
        && (name.EndsWith("to_k", StringComparison.Ordinal) || name.EndsWith("to_v", StringComparison.Ordinal))
        && IsInUNet(name);

    private static bool IsInUNet(string name) => Array.Exists(UNetBlocks, block => name.Contains(block, StringComparison.Ordinal));

    private static bool Any(IEnumerable<string> names, string[] parts) =>
        names.Any(name => Array.Exists(parts, part => name.Contains(part, StringComparison.Ordinal)));

    private static bool IsXl(UNet unet) => unet is { LabelWidth: > 0, Levels: 3 };
}
