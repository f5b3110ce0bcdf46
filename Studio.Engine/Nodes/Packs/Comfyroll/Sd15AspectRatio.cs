using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record Sd15AspectRatioOutputs([Output("width")] long Width, [Output("height")] long Height,
    [Output("upscale_factor")] double UpscaleFactor, [Output("batch_size")] long BatchSize, [Output("empty_latent")] Latent EmptyLatent,
    [Output("show_help")] string ShowHelp);

[Node("CR SD1.5 Aspect Ratio", Pack = ComfyrollPack.Name, DisplayName = "🔳 CR SD1.5 Aspect Ratio",
    Category = "🧩 Comfyroll Studio/✨ Essential/🔳 Aspect Ratio", Description = "A size by its shape, and an empty latent of it.")]
public sealed class Sd15AspectRatio : INode<Sd15AspectRatioOutputs>
{
    [Input(Min = 64, Max = 8192)]
    public int Width { get; init; } = 512;

    [Input(Min = 64, Max = 8192)]
    public int Height { get; init; } = 512;

    [Input(Choices = ["custom", "1:1 square 512x512", "1:1 square 1024x1024", "2:3 portrait 512x768", "3:4 portrait 512x682",
            "3:2 landscape 768x512", "4:3 landscape 682x512", "16:9 cinema 910x512", "1.85:1 cinema 952x512", "2:1 cinema 1024x512",
            "2.39:1 anamorphic 1224x512"])]
    public string AspectRatio { get; init; } = "custom";

    [Input(Choices = ["Off", "On"])]
    public string SwapDimensions { get; init; } = "Off";

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double UpscaleFactor { get; init; } = 1;

    [Input(Min = 1, Max = 64)]
    public int BatchSize { get; init; } = 1;

    public Sd15AspectRatioOutputs Run(NodeContext context)
    {
        var (width, height) = AspectSizes.Of(AspectRatio, Width, Height, SwapDimensions == "On");
        return new((long)width, height, UpscaleFactor, BatchSize, AspectSizes.Empty(width, height, BatchSize),
            Wiki.Page("Aspect-Ratio-Nodes#cr-sd15-aspect-ratio"));
    }
}
