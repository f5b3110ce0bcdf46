using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>How clients write where a picture is.</summary>
public static class ImageNames
{
    internal const string LatentExtension = ".latent";

    private const string LatentMimeType = "application/vnd.comfyui.latent";

    private static readonly (string Suffix, ImageFolder Folder)[] Suffixes =
        [("[output]", ImageFolder.Output), ("[input]", ImageFolder.Input), ("[temp]", ImageFolder.Temp)];

    /// <summary>"x.png [output]" is x.png in the output folder; without a suffix the folder is <paramref name="otherwise"/>.</summary>
    public static (string Name, ImageFolder Folder) Annotated(string name, ImageFolder otherwise)
    {
        foreach (var (suffix, folder) in Suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return (name[..^suffix.Length].TrimEnd(), folder);
        }

        return (name, otherwise);
    }

    /// <summary>"sub/x.png" as sub folder and name.</summary>
    public static StoredImage Split(string path, ImageFolder folder)
    {
        var plain = path.Replace('\\', '/');
        var slash = plain.LastIndexOf('/');
        return slash < 0 ? new(plain, "", folder) : new(plain[(slash + 1)..], plain[..slash], folder);
    }

    /// <summary>input, output or temp; null for anything else.</summary>
    public static ImageFolder? Folder(string? type) => type switch
    {
        "output" => ImageFolder.Output,
        "input" => ImageFolder.Input,
        "temp" => ImageFolder.Temp,
        _ => null,
    };

    public static string WireName(this ImageFolder folder) => folder switch
    {
        ImageFolder.Input => "input",
        ImageFolder.Temp => "temp",
        _ => "output",
    };

    /// <summary>x.png, x (1).png, x (2).png ...</summary>
    internal static string Copy(string fileName, int number) => number == 0
        ? fileName
        : $"{Path.GetFileNameWithoutExtension(fileName)} ({number}){Path.GetExtension(fileName)}";

    internal static string ExtensionOf(string mimeType) => mimeType switch
    {
        "image/jpeg" => ".jpg",
        "image/webp" => ".webp",
        "image/avif" => ".avif",
        LatentMimeType => LatentExtension,
        _ => ".png",
    };

    /// <summary>By the extension; null for what is no picture.</summary>
    internal static string? MimeTypeOf(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".webp" => "image/webp",
        ".avif" => "image/avif",
        ".gif" => "image/gif",
        ".tif" or ".tiff" => "image/tiff",
        _ => null,
    };
}
