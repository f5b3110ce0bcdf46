using System.Globalization;
using Studio.Engine.Imaging;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Controls;

/// <summary>
/// Where a picture's file, thumbnail and pages are. A deleted picture's name may be given again, so addresses carry its time.
/// </summary>
internal static class PictureAddress
{
    public static string View(Picture picture) => "/view?" + Query(picture.Image) + Version(picture);

    public static string Thumbnail(Picture picture, int side) =>
        "/api/gallery/thumbnail?" + Query(picture.Image) + string.Create(CultureInfo.InvariantCulture, $"&size={side}") + Version(picture);

    /// <summary>The same name without anything that means something in a selector.</summary>
    public static string Mark(StoredImage image) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(Annotated(image)));

    /// <summary>The class of a picture that is shown far larger than it is: its pixels then, not a blur.</summary>
    public static string? Look(Picture picture) => picture is { Width: <= 256, Height: <= 256 } ? "pixels" : null;

    public static string Download(Picture picture) => "/api/gallery/download?" + Query(picture.Image);

    /// <summary>The Generate page with the settings that made it.</summary>
    public static string UseSettings(Picture picture) => "/?from=" + Uri.EscapeDataString(Annotated(picture.Image));

    /// <summary>The Generate page with it as the picture to start from.</summary>
    public static string UseAsSource(Picture picture) => "/?source=" + Uri.EscapeDataString(Annotated(picture.Image));

    /// <summary>The graph editor with the graph that made it.</summary>
    public static string Graph(Picture picture) => "/studio/workflows/edit?picture=" + Uri.EscapeDataString(Annotated(picture.Image));

    /// <summary>"sub/x.png [output]", how prompts and our own addresses name it.</summary>
    public static string Annotated(StoredImage image) =>
        (image.Subfolder.Length == 0 ? image.FileName : $"{image.Subfolder}/{image.FileName}") + $" [{image.Folder.WireName()}]";

    /// <summary>The picture that <see cref="Annotated"/> named; without a folder it is an input, as in a prompt.</summary>
    public static StoredImage Parse(string annotated)
    {
        var (name, folder) = ImageNames.Annotated(annotated, ImageFolder.Input);
        return ImageNames.Split(name, folder);
    }

    private static string Query(StoredImage image) =>
        $"filename={Uri.EscapeDataString(image.FileName)}&subfolder={Uri.EscapeDataString(image.Subfolder)}&type={image.Folder.WireName()}";

    private static string Version(Picture picture) =>
        string.Create(CultureInfo.InvariantCulture, $"&v={picture.Created.ToUnixTimeMilliseconds()}");
}
