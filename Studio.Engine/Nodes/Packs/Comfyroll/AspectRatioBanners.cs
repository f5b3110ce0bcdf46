using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record AspectRatioBannersOutputs([Output("width")] long Width, [Output("height")] long Height,
    [Output("upscale_factor")] double UpscaleFactor, [Output("prescale_factor")] double PrescaleFactor,
    [Output("batch_size")] long BatchSize, [Output("empty_latent")] Latent EmptyLatent, [Output("show_help")] string ShowHelp);

[Node("CR Aspect Ratio Banners", Pack = ComfyrollPack.Name, DisplayName = "🔳 CR Aspect Ratio Banners",
    Category = "🧩 Comfyroll Studio/✨ Essential/🔳 Aspect Ratio", Description = "A size by its shape, and an empty latent of it.")]
public sealed class AspectRatioBanners : INode<AspectRatioBannersOutputs>
{
    [Input(Min = 64, Max = 8192)]
    public int Width { get; init; } = 1024;

    [Input(Min = 64, Max = 8192)]
    public int Height { get; init; } = 1024;

    [Input(Choices = ["custom", "Large Rectangle - 336x280", "Medium Rectangle - 300x250", "Small Rectangle - 180x150",
            "Square - 250x250", "Small Square - 200x200", "Button - 125x125", "Half Page - 300x600", "Vertical Banner - 120x240",
            "Wide Skyscraper - 160x600", "Skyscraper - 120x600", "Billboard - 970x250", "Portrait - 300x1050", "Banner - 468x60",
            "Leaderboard - 728x90"])]
    public string AspectRatio { get; init; } = "custom";

    [Input(Choices = ["Off", "On"])]
    public string SwapDimensions { get; init; } = "Off";

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double UpscaleFactor { get; init; } = 1;

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double PrescaleFactor { get; init; } = 1;

    [Input(Min = 1, Max = 64)]
    public int BatchSize { get; init; } = 1;

    public AspectRatioBannersOutputs Run(NodeContext context)
    {
        var (width, height) = AspectSizes.Of(AspectRatio, Width, Height, SwapDimensions == "On", PrescaleFactor);
        return new((long)width, height, UpscaleFactor, PrescaleFactor, BatchSize, AspectSizes.Empty(width, height, BatchSize),
            Wiki.Page("Aspect-Ratio-Nodes#cr-aspect-ratio-banners"));
    }
}
