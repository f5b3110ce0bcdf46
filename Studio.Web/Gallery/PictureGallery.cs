using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;

namespace Studio.Web.Gallery;

/// <summary>
/// The pictures behind every door, with the rules: one sees, opens and deletes one's own; operators and administrators everything; what
/// somebody put into the input folder by hand is for all.
/// </summary>
public sealed class PictureGallery(ImageStore store, GalleryIndex index, Thumbnails thumbnails, TimeProvider time, MaintenanceGate? maintenance = null)
{
    /// <summary>Pictures of the user, of everybody when the user sees all.</summary>
    public PicturePage List(CurrentUser user, PictureQuery query) => index.List(user.SeesAll ? null : user.Id, query);

    /// <summary>What is known of a picture; null when it is not there or not the user's.</summary>
    public Picture? Find(CurrentUser user, StoredImage image)
    {
        var known = index.Find(image);
        return !MaySee(user, image, known) || store.PathOf(image) is not { } path ? null : known ?? Unindexed(image, path);
    }

    /// <summary>The names of the files at the top of a folder that the user may see, newest first.</summary>
    public IReadOnlyList<string> FileNames(CurrentUser user, ImageFolder folder)
    {
        var root = new DirectoryInfo(store.PathOf(folder));
        if (!root.Exists)
            return [];
        var owners = user.SeesAll ? null : index.OwnersAtTop(folder);
        return
        [
            .. root.EnumerateFiles()
                .Where(file => file.Name[0] != '.')
                .Where(file => owners is null || (owners.Contains(file.Name) ? owners[file.Name].Contains(user.Id) : folder == ImageFolder.Input))
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .ThenByDescending(file => file.Name, StringComparer.Ordinal)
                .Select(file => file.Name),
        ];
    }

    /// <summary>The file to send; null when it is not there or not the user's.</summary>
    public string? Open(CurrentUser user, StoredImage image) => MaySee(user, image, index.Find(image)) ? store.PathOf(image) : null;

    /// <summary>A WebP of at most <paramref name="side"/> pixels, from the cache when it is there; null as for <see cref="Open"/> or when it is no picture.</summary>
    public async Task<string?> ThumbnailAsync(CurrentUser user, StoredImage image, int side, CancellationToken cancellationToken) =>
        Open(user, image) is { } path ? await thumbnails.GetAsync(path, side, cancellationToken) : null;

    /// <summary>The texts inside the file: "prompt", "workflow" and whatever else was written there.</summary>
    public IReadOnlyDictionary<string, string>? Texts(CurrentUser user, StoredImage image) => Open(user, image) is { } path ? ImageCodec.ReadText(path) : null;

    /// <summary>Deletes one's own picture. It stays for others whose prompt gave the same file. False when it is not the user's.</summary>
    public bool Delete(CurrentUser user, StoredImage image)
    {
        var known = index.Find(image);
        if (maintenance is { IsClosed: true } || !user.MayRun || !MayChange(user, known) || store.PathOf(image) is not { } path)
            return false;
        if (index.Remove(image, user.SeesAll ? null : user.Id) > 0)
            return true;
        thumbnails.Forget(path);
        return store.Delete(image);
    }

    /// <summary>Keeps a file that a user sent. Null when its name or sub folder is not safe.</summary>
    /// <param name="overwrite">Replaces one's own file of that name; somebody else's is never touched.</param>
    /// <exception cref="EngineException">Storage: the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public StoredImage? Upload(CurrentUser user, ImageFolder folder, string subfolder, string fileName, byte[] bytes, bool overwrite)
    {
        if (!user.MayRun)
            throw new UnauthorizedAccessException("Your role lets you look but not upload; ask an administrator for the role artist.");
        if (maintenance is { IsClosed: true })
            throw new UnauthorizedAccessException(MaintenanceGate.Message);
        var kept = store.Keep(folder, subfolder, fileName, bytes, there => overwrite && MayChange(user, index.Find(there)), there => MaySee(user, there, index.Find(there)));
        if (kept is not var (image, isNew))
            return null;
        if (!isNew && index.Find(image) is null or { Owners.Count: 0 })
            return image; // put there by hand, for all: it stays so
        var size = SizeOf(bytes);
        index.Add(new()
        {
            Image = image,
            Bytes = bytes.Length,
            Width = size?.Width,
            Height = size?.Height,
            Created = time.GetUtcNow(),
            Owners = [new(user.Id, null, null)],
        });
        return image;
    }

    internal static ImageInfo? SizeOf(byte[] bytes)
    {
        try
        {
            return ImageCodec.Probe(bytes);
        }
        catch (EngineException)
        {
            return null; // any kind of file may be uploaded
        }
    }

    private static bool MaySee(CurrentUser user, StoredImage image, Picture? known) =>
        user.SeesAll
        || (known is { Owners.Count: > 0 } ? known.Owners.Any(owner => owner.Owner == user.Id) : image.Folder == ImageFolder.Input);

    private static bool MayChange(CurrentUser user, Picture? known) => user.SeesAll || (known?.Owners.Any(owner => owner.Owner == user.Id) ?? false);

    private static Picture Unindexed(StoredImage image, string path)
    {
        var file = new FileInfo(path);
        return new() { Image = image, Bytes = file.Length, Created = new DateTimeOffset(file.LastWriteTimeUtc) };
    }
}
