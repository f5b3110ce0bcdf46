using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.ControlAux;

public sealed record PixelPerfectResolutionOutputs([Output("RESOLUTION (INT)")] long ResolutionInt);

[Node("PixelPerfectResolution", Pack = ControlAuxPack.Name, DisplayName = "Pixel Perfect Resolution",
    Category = "ControlNet Preprocessors", Description = "The resolution at which a hint has the pixels of the picture to be made.")]
public sealed class PixelPerfectResolution : INode<PixelPerfectResolutionOutputs>
{
    [Input]
    public required Image OriginalImage { get; init; }

    [Input(Min = 64, Max = 16384)]
    public int ImageGenWidth { get; init; } = 512;

    [Input(Min = 64, Max = 16384)]
    public int ImageGenHeight { get; init; } = 512;

    [Input(Choices = ["Just Resize", "Crop and Resize", "Resize and Fill"])]
    public string ResizeMode { get; init; } = "Just Resize";

    public PixelPerfectResolutionOutputs Run(NodeContext context)
    {
        var (across, down) = ((double)ImageGenWidth / OriginalImage.Width, (double)ImageGenHeight / OriginalImage.Height);
        var shorter = Math.Min(OriginalImage.Width, OriginalImage.Height);
        return new((long)Math.Round(shorter * (ResizeMode == "Resize and Fill" ? Math.Min(across, down) : Math.Max(across, down))));
    }
}
