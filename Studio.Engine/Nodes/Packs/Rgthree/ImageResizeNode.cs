using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record ImageResizeNodeOutputs(Image Image, [Output("WIDTH")] long Width, [Output("HEIGHT")] long Height);

[Node("Image Resize (rgthree)", Pack = RgthreePack.Name, DisplayName = "Image Resize (rgthree)", Category = "rgthree",
    Description = "Scales to a size or by percents, cut or padded where the shape differs.")]
public sealed class ImageResizeNode : INode<ImageResizeNodeOutputs>
{
    [Input] public required Image Image { get; init; }
    [Input(Choices = ["pixels", "percentage"])] public string Measurement { get; init; } = "pixels";
    [Input(Min = 0, Max = 16384, Step = 1)] public int Width { get; init; }
    [Input(Min = 0, Max = 16384, Step = 1)] public int Height { get; init; }
    [Input(Choices = ["crop", "pad", "contain"])] public string Fit { get; init; } = "crop";
    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])] public string Method { get; init; } = "nearest-exact";

    public ImageResizeNodeOutputs Run(NodeContext context)
    {
        var (width, height) = Measurement == "percentage"
            ? ((int)Math.Round(Image.Width * Width / 100.0), (int)Math.Round(Image.Height * Height / 100.0))
            : (Width, Height);
        var pixels = (width, height) == (0, 0) || (width, height) == (Image.Width, Image.Height) ? Image.Pixels : Scaled(width, height);
        return new ImageResizeNodeOutputs(new Image(pixels), pixels.Size(2), pixels.Size(1));
    }

    private Tensor Scaled(int width, int height)
    {
        var fit = width == 0 || height == 0 ? "contain" : Fit;
        width = width == 0 ? Rounded(Image.Width * ((double)height / Image.Height)) : width;
        height = height == 0 ? Rounded(Image.Height * ((double)width / Image.Width)) : height;
        var (byWidth, byHeight) = ((double)width / Image.Width, (double)height / Image.Height);
        var ratio = fit == "crop" ? Math.Max(byWidth, byHeight) : Math.Min(byWidth, byHeight);
        var (newWidth, newHeight) = (Rounded(Image.Width * ratio), Rounded(Image.Height * ratio));
        var pixels = ImageResize.Resize(Image.Pixels, newWidth, newHeight, Method);
        return fit switch
        {
            "crop" => Planes.CropPixels(pixels, (newHeight - height) / 2, (newWidth - width) / 2, height, width),
            "pad" => Padding.Pixels(pixels, (width - newWidth) / 2, (height - newHeight) / 2, width, height),
            _ => pixels,
        };
    }

    private static int Rounded(double side) => (int)Math.Round(side);
}
