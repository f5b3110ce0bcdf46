using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record ImageResizeKjOutputs(Image Image, [Output("width")] long Width, [Output("height")] long Height);

[Node("ImageResizeKJ", Pack = KjNodesPack.Name, DisplayName = "Resize Image (deprecated)", Category = "KJNodes/image",
    Description = "Scales pictures, in proportion if wanted, to sides that a number divides.")]
public sealed class ImageResizeKj : INode<ImageResizeKjOutputs>
{
    [Input] public required Image Image { get; init; }
    [Input(Min = 0, Max = 16384, Step = 1)] public int Width { get; init; } = 512;
    [Input(Min = 0, Max = 16384, Step = 1)] public int Height { get; init; } = 512;
    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";
    [Input] public bool KeepProportion { get; init; }
    [Input(Min = 0, Max = 512, Step = 1)] public int DivisibleBy { get; init; } = 2;
    [Input] public Image? GetImageSize { get; init; }
    [Input(Choices = ["disabled", "center", "0"])] public string? Crop { get; init; } = "disabled";

    public ImageResizeKjOutputs Run(NodeContext context)
    {
        var (width, height) = GetImageSize is { } like ? (like.Width, like.Height) : ProportionalSize.Of(Image, Width, Height,
            KeepProportion);
        if (DivisibleBy > 1 && GetImageSize is null)
            (width, height) = (width - (width % (int)DivisibleBy), height - (height % (int)DivisibleBy));
        var isCropped = Crop is "center" or "0";
        var pixels = ImageResize.Resize(Image.Pixels, width, height, UpscaleMethod, isCropped);
        return new(new Image(pixels), pixels.Size(2), pixels.Size(1));
    }
}
