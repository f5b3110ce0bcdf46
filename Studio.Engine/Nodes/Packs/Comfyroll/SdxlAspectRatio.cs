using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record SdxlAspectRatioOutputs([Output("width")] long Width, [Output("height")] long Height,
    [Output("upscale_factor")] double UpscaleFactor, [Output("batch_size")] long BatchSize, [Output("empty_latent")] Latent EmptyLatent,
    [Output("show_help")] string ShowHelp);

[Node("CR SDXL Aspect Ratio", Pack = ComfyrollPack.Name, DisplayName = "🔳 CR SDXL Aspect Ratio",
    Category = "🧩 Comfyroll Studio/✨ Essential/🔳 Aspect Ratio", Description = "A size by its shape, and an empty latent of it.")]
public sealed class SdxlAspectRatio : INode<SdxlAspectRatioOutputs>
{
    [Input(Min = 64, Max = 8192)]
    public int Width { get; init; } = 1024;

    [Input(Min = 64, Max = 8192)]
    public int Height { get; init; } = 1024;

    [Input(Choices = ["custom", "1:1 square 1024x1024", "3:4 portrait 896x1152", "5:8 portrait 832x1216", "9:16 portrait 768x1344",
            "9:21 portrait 640x1536", "4:3 landscape 1152x896", "3:2 landscape 1216x832", "16:9 landscape 1344x768",
            "21:9 landscape 1536x640"])]
    public string AspectRatio { get; init; } = "custom";

    [Input(Choices = ["Off", "On"])]
    public string SwapDimensions { get; init; } = "Off";

    [Input(Min = 0.1, Max = 100, Step = 0.1)]
    public double UpscaleFactor { get; init; } = 1;

    [Input(Min = 1, Max = 64)]
    public int BatchSize { get; init; } = 1;

    public SdxlAspectRatioOutputs Run(NodeContext context)
    {
        var (width, height) = AspectSizes.Of(AspectRatio, Width, Height, SwapDimensions == "On");
        return new((long)width, height, UpscaleFactor, BatchSize, AspectSizes.Empty(width, height, BatchSize),
            Wiki.Page("Aspect-Ratio-Nodes#cr-sdxl-aspect-ratio"));
    }
}
