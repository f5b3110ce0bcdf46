using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record AspectRatioNodeOutputs([Output("width")] long Width, [Output("height")] long Height,
    [Output("upscale_factor")] double UpscaleFactor, [Output("prescale_factor")] double PrescaleFactor,
    [Output("batch_size")] long BatchSize, [Output("empty_latent")] Latent EmptyLatent, [Output("show_help")] string ShowHelp);

[Node("CR Aspect Ratio", Pack = ComfyrollPack.Name, DisplayName = "🔳 CR Aspect Ratio",
    Category = "🧩 Comfyroll Studio/✨ Essential/🔳 Aspect Ratio", Description = "A size by its shape, and an empty latent of it.")]
public sealed class AspectRatioNode : INode<AspectRatioNodeOutputs>
{
    [Input(Min = 64, Max = 8192)]
    public int Width { get; init; } = 1024;

    [Input(Min = 64, Max = 8192)]
    public int Height { get; init; } = 1024;

    [Input(Choices = ["custom", "SD1.5 - 1:1 square 512x512", "SD1.5 - 2:3 portrait 512x768", "SD1.5 - 3:4 portrait 512x682",
            "SD1.5 - 3:2 landscape 768x512", "SD1.5 - 4:3 landscape 682x512", "SD1.5 - 16:9 cinema 910x512",
            "SD1.5 - 1.85:1 cinema 952x512", "SD1.5 - 2:1 cinema 1024x512", "SDXL - 1:1 square 1024x1024",
            "SDXL - 3:4 portrait 896x1152", "SDXL - 5:8 portrait 832x1216", "SDXL - 9:16 portrait 768x1344",
            "SDXL - 9:21 portrait 640x1536", "SDXL - 4:3 landscape 1152x896", "SDXL - 3:2 landscape 1216x832",
            "SDXL - 16:9 landscape 1344x768", "SDXL - 21:9 landscape 1536x640"])]
    public string AspectRatio { get; init; } = "custom";

    [Input(Choices = ["Off", "On"])]
    public string SwapDimensions { get; init; } = "Off";

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double UpscaleFactor { get; init; } = 1;

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double PrescaleFactor { get; init; } = 1;

    [Input(Min = 1, Max = 64)]
    public int BatchSize { get; init; } = 1;

    public AspectRatioNodeOutputs Run(NodeContext context)
    {
        var (width, height) = AspectSizes.Of(AspectRatio, Width, Height, SwapDimensions == "On", PrescaleFactor);
        return new((long)width, height, UpscaleFactor, PrescaleFactor, BatchSize, AspectSizes.Empty(width, height, BatchSize),
            Wiki.Page("Aspect-Ratio-Nodes#cr-aspect-ratio"));
    }
}
