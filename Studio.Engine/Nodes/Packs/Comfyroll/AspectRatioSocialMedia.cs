using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record AspectRatioSocialMediaOutputs([Output("width")] long Width, [Output("height")] long Height,
    [Output("upscale_factor")] double UpscaleFactor, [Output("prescale_factor")] double PrescaleFactor,
    [Output("batch_size")] long BatchSize, [Output("empty_latent")] Latent EmptyLatent, [Output("show_help")] string ShowHelp);

[Node("CR Aspect Ratio Social Media", Pack = ComfyrollPack.Name, DisplayName = "🔳 CR Aspect Ratio Social Media",
    Category = "🧩 Comfyroll Studio/✨ Essential/🔳 Aspect Ratio", Description = "A size by its shape, and an empty latent of it.")]
public sealed class AspectRatioSocialMedia : INode<AspectRatioSocialMediaOutputs>
{
    [Input(Min = 64, Max = 8192)]
    public int Width { get; init; } = 1024;

    [Input(Min = 64, Max = 8192)]
    public int Height { get; init; } = 1024;

    [Input(Choices = ["custom", "Instagram Portrait - 1080x1350", "Instagram Square - 1080x1080", "Instagram Landscape - 1080x608",
            "Instagram Stories/Reels - 1080x1920", "Facebook Landscape - 1080x1350", "Facebook Marketplace - 1200x1200",
            "Facebook Stories - 1080x1920", "TikTok - 1080x1920", "YouTube Banner - 2560×1440", "LinkedIn Profile Banner - 1584x396",
            "LinkedIn Page Cover - 1128x191", "LinkedIn Post - 1200x627", "Pinterest Pin Image - 1000x1500", "CivitAI Cover - 1600x400",
            "OpenArt App - 1500x1000"])]
    public string AspectRatio { get; init; } = "custom";

    [Input(Choices = ["Off", "On"])]
    public string SwapDimensions { get; init; } = "Off";

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double UpscaleFactor { get; init; } = 1;

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double PrescaleFactor { get; init; } = 1;

    [Input(Min = 1, Max = 64)]
    public int BatchSize { get; init; } = 1;

    public AspectRatioSocialMediaOutputs Run(NodeContext context)
    {
        var (width, height) = AspectSizes.Of(AspectRatio.Replace('×', 'x'), Width, Height, SwapDimensions == "On", PrescaleFactor);
        return new((long)width, height, UpscaleFactor, PrescaleFactor, BatchSize, AspectSizes.Empty(width, height, BatchSize),
            Wiki.Page("Aspect-Ratio-Nodes#cr-aspect-ratio-scial-media"));
    }
}
