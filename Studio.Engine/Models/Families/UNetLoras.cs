using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models.Families;

/// <summary>Whether a LoRA was made for one of the families whose denoiser is a UNet.</summary>
internal static class UNetLoras
{
    private static readonly string[] Blocks = ["attentions", "input_blocks", "output_blocks", "middle_block"];

    // transformers where pixels are most
    private static readonly string[] FirstLevel =
        ["down_blocks_0_attentions", "down_blocks.0.attentions", "input_blocks_1_1_", "input_blocks.1.1.", "input_blocks_2_1_",
            "input_blocks.2.1."];

    // deeper than the transformers of any other UNet
    private static readonly string[] Deep =
        ["transformer_blocks_5_", "transformer_blocks.5.", "transformer_blocks_9_", "transformer_blocks.9."];

    private static readonly string[] SecondText = ["lora_te2_", "text_encoder_2.", "clip_g."];

    /// <summary>Whether any layer lies in a UNet.</summary>
    public static bool HasBlocks(LoraLayers layers) => layers.Any(Blocks);

    /// <summary>By the width of the text that most of its cross-attention layers take.</summary>
    public static LoraOrigin? OfText(LoraLayers layers, int width, string title) => WidthOf(layers) == width
        ? new LoraOrigin(title, denoiser => denoiser is UNet unet && unet.ContextWidth == width, LoraEvidence.Layers)
        : null;

    /// <summary>By transformers where only Stable Diffusion 1 and 2 have some.</summary>
    public static LoraOrigin? OfFirstLevel(LoraLayers layers) => WidthOf(layers) is null && layers.Names.Any(IsIn(FirstLevel))
        ? new LoraOrigin("Stable Diffusion 1.x or 2.x", denoiser => denoiser is UNet unet && unet.InputDepths[0] > 0, LoraEvidence.Layers)
        : null;

    /// <summary>By transformers as deep as only SDXL has them, or by a second text encoder.</summary>
    public static LoraOrigin? OfXl(LoraLayers layers) => WidthOf(layers) is null && layers.Names.Any(IsIn(Deep))
        ? new LoraOrigin("SDXL", IsXl, LoraEvidence.Layers)
        // the refiner has the second of the two as well
        : layers.Any(SecondText) ? new LoraOrigin("SDXL", denoiser => denoiser is UNet { LabelWidth: > 0 }, LoraEvidence.Hint) : null;

    /// <summary>Null when no layer tells, or a width that none of these families has.</summary>
    private static long? WidthOf(LoraLayers layers)
    {
        var width = layers.Modules.Where(module => IsCrossAttention(module.Name) && module.HasWeight)
            .Select(module => module.WeightSize(0)?.Columns).OfType<long>().GroupBy(columns => columns).MaxBy(group => group.Count())?.Key;
        return width is 768 or 1024 or 1280 or 2048 ? width : null;
    }

    private static bool IsCrossAttention(string name) => name.Contains("attn2", StringComparison.Ordinal)
        && (name.EndsWith("to_k", StringComparison.Ordinal) || name.EndsWith("to_v", StringComparison.Ordinal))
        && IsIn(Blocks)(name);

    /// <summary>Names of a UNet's blocks with one of these in them.</summary>
    private static Func<string, bool> IsIn(string[] parts) => name => Has(name, Blocks) && Has(name, parts);

    private static bool Has(string name, string[] parts) => Array.Exists(parts, part => name.Contains(part, StringComparison.Ordinal));

    private static bool IsXl(DenoiserNetwork denoiser) => denoiser is UNet { LabelWidth: > 0, Levels: 3 };
}
