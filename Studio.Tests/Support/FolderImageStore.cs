using System.Globalization;
using Studio.Engine.Imaging;

namespace Studio.Tests.Support;

/// <summary>Pictures in a temporary folder that goes with the store. Only the ways that tests use: no sub folders, no tokens.</summary>
internal sealed class FolderImageStore : IImageStore, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pictures").FullName;

    public IReadOnlyList<string> InputNames(string? extension = null) =>
        Directory.Exists(FolderOf(ImageFolder.Input)) ? [.. Directory.EnumerateFiles(FolderOf(ImageFolder.Input), "*" + extension)
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    public string? Find(string annotatedName)
    {
        var folder = Enum.GetValues<ImageFolder>()
            .FirstOrDefault(folder => annotatedName.EndsWith($" [{folder}]", StringComparison.OrdinalIgnoreCase), ImageFolder.Input);
        var path = Path.Combine(FolderOf(folder), annotatedName.Split(" [")[0].Replace('/', '_'));
        return File.Exists(path) ? path : null;
    }

    public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height, IReadOnlyList<EncodedImage> images)
    {
        Directory.CreateDirectory(FolderOf(folder));
        var stored = new List<StoredImage>();
        foreach (var image in images)
        {
            var number = Directory.GetFiles(FolderOf(folder)).Length + 1;
            var name = string.Create(CultureInfo.InvariantCulture, $"{prefix.Replace('/', '_')}_{number:00000}_{ExtensionOf(image)}");
            File.WriteAllBytes(Path.Combine(FolderOf(folder), name), image.Bytes);
            stored.Add(new StoredImage(name, "", folder));
        }
        return stored;
    }

    public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write)
    {
        Directory.CreateDirectory(FolderOf(folder));
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{prefix.Replace('/', '_')}_{Directory.GetFiles(FolderOf(folder)).Length + 1:00000}_{extension}");
        using var file = File.Create(Path.Combine(FolderOf(folder), name));
        write(file);
        return new StoredImage(name, "", folder);
    }

    private static string ExtensionOf(EncodedImage image) =>
        image.MimeType switch { "image/png" => ".png", "image/webp" => ".webp", _ => ".latent" };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string FolderOf(ImageFolder folder) => Path.Combine(_root, folder.ToString());
}
