using System.Text.Json.Nodes;
using Studio.Web.Components.Masking;

namespace Studio.Web.Components.Generation;

/// <summary>Only what is painted white in a mask is made anew; every other pixel of the source stays as it is.</summary>
/// <param name="Mask">The mask's file, as a prompt names it.</param>
/// <param name="Feather">Pixels over which the edge is softened, 0 to 31.</param>
public sealed record Inpaint(string Mask, int Feather, MaskedArea Area)
{
    internal const string MaskPicture = "13";
    private const string MaskScaler = "14";
    private const string Blur = "15";
    private const string ToMask = "16";
    private const string Pasted = "18";
    private const string BackScaler = "19";
    private const string SourceCrop = "1";
    private const string MaskCrop = "2";

    /// <summary>The part of the source that is enlarged to the picture's size, worked on and put back; null for all of it.</summary>
    public Region? Only { get; init; }

    /// <summary>Puts itself between the source, the sampler and the saved picture of a prompt that starts from a picture.</summary>
    internal void AddTo(JsonObject prompt, int width, int height)
    {
        var source = Only is null ? TextToImage.Scaler : TextToImage.Picture;
        AddMask(prompt, width, height);
        TextToImage.AddInpainting(prompt, TextToImage.Link(TextToImage.Scaler, 0), TextToImage.Link(ToMask, 0));
        var made = TextToImage.Decoder;
        if (Only is { } only)
        {
            prompt[SourceCrop] = Crop(TextToImage.Picture, only);
            TextToImage.Set(prompt, TextToImage.Scaler, "image", TextToImage.Link(SourceCrop, 0));
            prompt[BackScaler] = TextToImage.Scale(made, "lanczos", only.Width, only.Height);
            made = BackScaler;
        }

        prompt[Pasted] = TextToImage.Node("ImageCompositeMasked", new()
        {
            ["destination"] = TextToImage.Link(source, 0),
            ["source"] = TextToImage.Link(made, 0),
            ["x"] = Only?.X ?? 0,
            ["y"] = Only?.Y ?? 0,
            ["resize_source"] = false,
            ["mask"] = TextToImage.Link(ToMask, 0),
        });
        TextToImage.Set(prompt, TextToImage.Saver, "images", TextToImage.Link(Pasted, 0));
    }

    // scaled as the source is, and softened before it is cut: the edge of the part is no edge of the mask
    private void AddMask(JsonObject prompt, int width, int height)
    {
        prompt[MaskPicture] = TextToImage.Node("LoadImage", new() { ["image"] = Mask });
        prompt[MaskScaler] = Only is null
            ? TextToImage.Scale(MaskPicture, "bilinear", width, height, "center")
            : TextToImage.Scale(MaskPicture, "bilinear", Area.Width, Area.Height);
        var mask = MaskScaler;
        if (Feather > 0)
        {
            prompt[Blur] = TextToImage.Node("ImageBlur", new()
            {
                ["image"] = TextToImage.Link(mask, 0),
                ["blur_radius"] = Feather,
                ["sigma"] = Math.Clamp(Math.Round(Feather / 2.0, 1), 0.1, 10),
            });
            mask = Blur;
        }

        if (Only is { } only)
        {
            prompt[MaskCrop] = Crop(mask, only);
            mask = MaskCrop;
        }

        prompt[ToMask] = TextToImage.Node("ImageToMask", new() { ["image"] = TextToImage.Link(mask, 0), ["channel"] = "red" });
    }

    private static JsonObject Crop(string image, Region part) => TextToImage.Node("ImageCrop", new()
    {
        ["image"] = TextToImage.Link(image, 0),
        ["width"] = part.Width,
        ["height"] = part.Height,
        ["x"] = part.X,
        ["y"] = part.Y,
    });
}
