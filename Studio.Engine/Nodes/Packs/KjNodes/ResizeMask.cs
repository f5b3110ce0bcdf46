using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record ResizeMaskOutputs([Output("mask")] Mask Mask, [Output("width")] long Width, [Output("height")] long Height);

[Node("ResizeMask", Pack = KjNodesPack.Name, DisplayName = "Resize Mask", Category = "KJNodes/masking", Description = "Scales masks.")]
public sealed class ResizeMask : INode<ResizeMaskOutputs>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1, Display = "number")]
    public int Width { get; init; } = 512;

    [Input(Min = 0, Max = 16384, Step = 1, Display = "number")]
    public int Height { get; init; } = 512;

    [Input]
    public bool KeepProportions { get; init; }

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";

    [Input(Choices = ["disabled", "center"])]
    public string Crop { get; init; } = "disabled";

    public ResizeMaskOutputs Run(NodeContext context)
    {
        var (count, oldHeight, oldWidth) = (Mask.Values.Size(0), Mask.Values.Size(1), Mask.Values.Size(2));
        var (width, height) = ((int)Width, (int)Height);
        if (KeepProportions)
        {
            var ratio = Math.Min((double)width / oldWidth, (double)height / oldHeight);
            (width, height) = ((int)Math.Round(oldWidth * ratio), (int)Math.Round(oldHeight * ratio));
        }
        var planes = ScaledPlanes.From(Mask, UpscaleMethod).To(width, height, Crop == "center");
        var resized = (Mask)planes.Result;
        return new(resized, resized.Values.Size(2), resized.Values.Size(1));
    }
}
