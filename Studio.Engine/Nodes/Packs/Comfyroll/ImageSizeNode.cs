using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ImageSizeNodeOutputs([Output("Width")] long Width, [Output("Height")] long Height,
    [Output("upscale_factor")] double UpscaleFactor, [Output("show_help")] string ShowHelp);

[Node("CR Image Size", Pack = ComfyrollPack.Name, DisplayName = "CR Image Size (Legacy)",
    Category = "🧩 Comfyroll Studio/✨ Essential/💀 Legacy", Description = "A size.")]
public sealed class ImageSizeNode : INode<ImageSizeNodeOutputs>
{
    [Input(Min = 64, Max = 2048)]
    public int Width { get; init; } = 512;

    [Input(Min = 64, Max = 2048)]
    public int Height { get; init; } = 512;

    [Input(Min = 1, Max = 2000)]
    public double UpscaleFactor { get; init; } = 1;

    public ImageSizeNodeOutputs Run(NodeContext context) => new(Width, Height, UpscaleFactor, Wiki.Page("Legacy-Nodes#cr-image-size"));
}
