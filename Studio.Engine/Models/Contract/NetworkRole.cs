namespace Studio.Engine.Models;

/// <summary>What a network is for. A file has at most one of each.</summary>
/// <param name="Name">In the field's words: denoiser, text:clip_l, vae.decoder ...</param>
/// <param name="Title">For sentences: "the UNet of x.safetensors".</param>
public sealed record NetworkRole(string Name, string Title)
{
    public static NetworkRole Denoiser { get; } = new("denoiser", "UNet");

    public static NetworkRole Control { get; } = new("control", "ControlNet");

    public static NetworkRole ClipL { get; } = new("text:clip_l", "text encoder (CLIP-L)");

    public static NetworkRole ClipG { get; } = new("text:clip_g", "text encoder (OpenCLIP bigG)");

    public static NetworkRole ClipH { get; } = new("text:clip_h", "text encoder (OpenCLIP H)");

    public static NetworkRole T5 { get; } = new("text:t5", "text encoder (T5)");

    /// <summary>Of 2 billion numbers and more.</summary>
    public static NetworkRole Qwen3 { get; } = new("text:qwen3", "text encoder (Qwen3)");

    public static NetworkRole Qwen3Small { get; } = new("text:qwen3_06b", "text encoder (Qwen3 0.6B)");

    public static NetworkRole Qwen25Vl { get; } = new("text:qwen25_vl", "text encoder (Qwen2.5-VL)");

    /// <summary>What makes tokens of pictures for the text encoder beside it.</summary>
    public static NetworkRole QwenVision { get; } = new("vision:qwen25_vl", "vision tower (Qwen2.5-VL)");

    public static NetworkRole VaeDecoder { get; } = new("vae.decoder", "VAE decoder");

    public static NetworkRole VaeEncoder { get; } = new("vae.encoder", "VAE encoder");

    public static NetworkRole Upscale { get; } = new("upscale", "upscaler");

    public static NetworkRole Vision { get; } = new("vision", "picture encoder");

    public static NetworkRole Style { get; } = new("style", "style model");

    public static NetworkRole Adapter { get; } = new("adapter", "IP-Adapter");

    /// <summary>What runs inside of a denoiser.</summary>
    public static NetworkRole Patch { get; } = new("patch", "model patch");

    public bool IsText => Name.StartsWith("text:", StringComparison.Ordinal);

    public override string ToString() => Name;
}
