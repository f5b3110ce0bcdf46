using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record ImageCropPlusOutputs(Image Image, [Output("x")] long X, [Output("y")] long Y);

[Node("ImageCrop+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Crop", Category = "essentials/image manipulation",
    Description = "Cuts a size out of pictures.")]
public sealed class ImageCropPlus : INode<ImageCropPlusOutputs>
{
    [Input] public required Image Image { get; init; }
    [Input(Min = 0, Max = 16384, Step = 8)] public int Width { get; init; } = 256;
    [Input(Min = 0, Max = 16384, Step = 8)] public int Height { get; init; } = 256;
    [Input(Choices = ["top-left", "top-center", "top-right", "right-center", "bottom-right", "bottom-center", "bottom-left",
            "left-center", "center"])]
    public string Position { get; init; } = "top-left";
    [Input(Min = -99999, Step = 1)] public long XOffset { get; init; }
    [Input(Min = -99999, Step = 1)] public long YOffset { get; init; }

    public ImageCropPlusOutputs Run(NodeContext context)
    {
        var (width, height) = (Math.Min(Image.Width, (int)Width), Math.Min(Image.Height, (int)Height));
        var (x, y) = (0, 0);
        if (Position.Contains("center", StringComparison.Ordinal))
            (x, y) = ((int)Math.Round((Image.Width - width) / 2.0), (int)Math.Round((Image.Height - height) / 2.0));
        y = Position.Contains("top", StringComparison.Ordinal) ? 0 : Position.Contains("bottom",
            StringComparison.Ordinal) ? Image.Height - height : y;
        x = Position.Contains("left", StringComparison.Ordinal) ? 0 : Position.Contains("right",
            StringComparison.Ordinal) ? Image.Width - width : x;
        (x, y) = (x + (int)XOffset, y + (int)YOffset);
        var (right, bottom) = (x + width, y + height);
        (x, y) = (Math.Max(x, 0), Math.Max(y, 0));
        if (right <= x || bottom <= y || x >= Image.Width || y >= Image.Height)
            throw new EngineException(EngineError.BadPrompt, "What is cut out lies outside the picture. Move it less.");
        return new(new Image(Planes.CropPixels(Image.Pixels, y, x, bottom - y, right - x)), x, y);
    }
}
