using System.Security.Cryptography;
using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Web.Gallery;

/// <summary>
/// The three folders of pictures on disk. Knows names and bytes, not people: who may do what is <see cref="PictureGallery"/>'s.
/// </summary>
public sealed class ImageStore(StudioOptions options, TimeProvider time)
{
    private const int NotADirectory = 20; // ENOTDIR
    private const int WindowsNotADirectory = unchecked((int)0x8007010B);

    private static readonly string[] InputExtensions =
        [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".avif", ".tif", ".tiff", ".bmp", ".ico", ".svg"];

    public string PathOf(ImageFolder folder) => folder switch
    {
        ImageFolder.Input => options.Paths.Input,
        ImageFolder.Temp => options.Paths.Temp,
        _ => options.Paths.Output,
    };

    /// <summary>The full path of a stored picture; null when it is not there or its name leaves the folder.</summary>
    public string? PathOf(StoredImage image)
    {
        // one spelling per file: under another one the index would not know whose it is
        if (!SafePath.IsName(image.FileName) || image.Subfolder.Contains('\\'))
            return null;
        var relative = image.Subfolder.Length == 0 ? image.FileName : $"{image.Subfolder}/{image.FileName}";
        return SafePath.Below(PathOf(image.Folder), relative) is { } path && OrdinaryFile.Exists(path) ? path : null;
    }

    /// <summary>
    /// What a LoadImage node offers from a folder below input: pictures at its top, sorted; or the files there with an extension such as
    /// .latent.
    /// </summary>
    public IReadOnlyList<string> InputNames(string subfolder, string? extension = null)
    {
        return FolderListing.Files(Path.Join(PathOf(ImageFolder.Input), subfolder), new() { WithHidden = false })
            .Where(file => extension is null
                ? InputExtensions.Contains(Path.GetExtension(file.Name).ToLowerInvariant())
                : file.Name.EndsWith(extension, StringComparison.Ordinal))
            .Select(file => file.Name)
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height, IReadOnlyList<EncodedImage> images)
    {
        var naming = FileNaming.From(PathOf(folder), prefix, width, height, time.GetLocalNow());
        var saved = new List<StoredImage>(images.Count);
        try
        {
            Directory.CreateDirectory(naming.Folder);
            for (var batch = 0; batch < images.Count; batch++)
            {
                if (batch == 0)
                    naming.CountFrom(batch);
                string name;
                do
                    name = naming.Next(batch, ImageNames.ExtensionOf(images[batch].MimeType));
                while (!AtomicFile.TryCreate(Path.Join(naming.Folder, name), images[batch].Bytes)); // taken meanwhile: the next number
                saved.Add(new(name, naming.Subfolder, folder));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            saved.ForEach(DeleteQuietly); // the run will be tried again as a whole
            throw CannotSave(folder == ImageFolder.Temp
                ? "The preview could not be saved in the temporary folder"
                : "The picture could not be saved", folder, naming, e, images.Sum(image => (long)image.Bytes.Length));
        }

        return saved;
    }

    public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write)
    {
        var naming = FileNaming.From(PathOf(folder), prefix, 0, 0, time.GetLocalNow());
        var reached = 0L;
        try
        {
            Directory.CreateDirectory(naming.Folder);
            naming.CountFrom(0);
            var name = "";
            AtomicFile.Create(naming.Folder, Counted, () => name = naming.Next(0, extension));
            return new(name, naming.Subfolder, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotSave("The file could not be saved", folder, naming, e, reached);
        }

        // how long it would have become is not known; what was written until it failed is the least that it needs
        void Counted(Stream stream)
        {
            try
            {
                write(stream);
            }
            finally
            {
                reached = stream.Position;
            }
        }
    }

    /// <summary>Whether a file may have this name and place.</summary>
    public bool CanKeep(ImageFolder folder, string subfolder, string fileName) =>
        SafePath.IsName(fileName) && (subfolder.Length == 0 || SafePath.Below(PathOf(folder), subfolder) is not null);

    /// <summary>
    /// Keeps a file sent by a client. The same bytes under the same name are one file; other bytes get "name (1).ext" unless
    /// <paramref name="mayReplace"/> lets the file there be overwritten. Null when the name is not safe.
    /// </summary>
    /// <param name="isOurs">Whether the file already there may be shared with the sender.</param>
    /// <exception cref="EngineException">Storage: the disk is full or cannot be written.</exception>
    public (StoredImage Image, bool IsNew)? Keep(ImageFolder folder, string subfolder, string fileName, byte[] bytes,
        Func<StoredImage, bool> mayReplace, Func<StoredImage, bool> isOurs)
    {
        var where = subfolder.Length == 0 ? PathOf(folder) : SafePath.Below(PathOf(folder), subfolder);
        if (where is null || !SafePath.IsName(fileName))
            return null;
        try
        {
            Directory.CreateDirectory(where);
            for (var copy = 0; ; copy++)
            {
                var image = new StoredImage(ImageNames.Copy(fileName, copy), subfolder.Replace('\\', '/'), folder);
                if (SafePath.Below(where, image.FileName) is not { } path)
                    return null;
                if (Directory.Exists(path))
                    continue; // a folder has the name: the next number
                if (AtomicFile.TryCreate(path, bytes))
                    return (image, true);
                if (isOurs(image) && SameBytes(path, bytes))
                    return (image, false);
                if (copy > 0 || !mayReplace(image))
                    continue;
                AtomicFile.Replace(path, bytes);
                return (image, true);
            }
        }
        catch (IOException e) when (HasFileInTheWay(where) || (StorageFault.Of(e) is { } problem && StorageFault.IsInTheName(problem)))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotStore("The file could not be stored", e, bytes.Length);
        }
    }

    /// <summary>False when it was not there.</summary>
    public bool Delete(StoredImage image)
    {
        if (PathOf(image) is not { } path)
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>The same for a node's file: what its prefix has to do with it, when it has.</summary>
    private EngineException CannotSave(string what, ImageFolder folder, FileNaming naming, Exception cause, long bytes)
    {
        if (File.Exists(PathOf(folder)))
            return new(EngineError.Unwritable,
                $"{what}: a file is where the {folder.WireName()} folder should be. Let an administrator move it away.", cause);
        if (StorageFault.Of(cause) == StorageProblem.Missing && HasFileInTheWay(naming.Folder))
            cause = new IOException(cause.Message,
                OperatingSystem.IsWindows() ? WindowsNotADirectory : NotADirectory); // what the system says of a deeper folder
        return StorageFault.Of(cause) is { } problem && !StorageFault.MayPass(problem)
            ? CannotStore($"{what} as '{naming}'", cause, bytes)
            : CannotStore(what, cause, bytes);
    }

    /// <summary>
    /// Says what to do, without the server's paths; those are in the cause, for the log. Only a disk without room, or one that can only be
    /// read, is worth waiting for: everything else fails again, and whoever waits behind it must not wait for that.
    /// </summary>
    private static EngineException CannotStore(string what, Exception cause, long bytes)
    {
        var problem = StorageFault.Of(cause) ?? StorageProblem.Unknown;
        return new(StorageFault.MayPass(problem) ? EngineError.Storage : EngineError.Unwritable, $"{what}: {StorageFault.Reason(problem)}",
            cause) { NeededBytes = bytes };
    }

    private static bool HasFileInTheWay(string folder)
    {
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
                return true;
        }

        return false;
    }

    private void DeleteQuietly(StoredImage image)
    {
        try
        {
            Delete(image);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it stays as a picture without a job
        }
    }

    private static bool SameBytes(string path, byte[] bytes)
    {
        if (new FileInfo(path).Length != bytes.Length)
            return false;
        using var file = File.OpenRead(path);
        return SHA256.HashData(file).AsSpan().SequenceEqual(SHA256.HashData(bytes));
    }
}
