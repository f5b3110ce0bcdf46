using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("PrepImageForClipVision", DisplayName = "Prep Image For ClipVision", Category = "ipadapter/utils", Pack = "ComfyUI_IPAdapter_plus",
    Description = "Makes a square of 224 pixels of a picture, as encoders of pictures take it, from the part that matters.")]
public sealed class PrepImageForClipVision : INode<Image>
{
    private const int Side = 224;

    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["LANCZOS", "BICUBIC", "HAMMING", "BILINEAR", "BOX", "NEAREST"])]
    public required string Interpolation { get; init; }

    [Input(Choices = ["top", "bottom", "left", "right", "center", "pad"])]
    public required string CropPosition { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.05)]
    public double Sharpening { get; init; }

    public Image Run(NodeContext context)
    {
        var square = CropPosition == "pad" ? SquarePictures.Padded(Image.Pixels) : SquarePictures.Cut(Image.Pixels, CropPosition);
        var resized = SquarePictures.Stepped(Interpolation switch
        {
            "LANCZOS" => ImageResize.Resize(square, Side, Side, "lanczos"),
            "BICUBIC" => Resample.Pixels(square, Side, Side, ResampleMethod.SmoothBicubic),
            "HAMMING" => Resample.Pixels(square, Side, Side, ResampleMethod.SmoothHamming),
            "BILINEAR" => Resample.Pixels(square, Side, Side, ResampleMethod.SmoothBilinear),
            "BOX" => Resample.Pixels(square, Side, Side, ResampleMethod.Area),
            _ => Resample.Pixels(square, Side, Side, ResampleMethod.NearestExact),
        });
        return new Image(Sharpening > 0 ? AdaptiveSharpening.Sharpen(resized, (float)Sharpening) : resized);
    }
}
