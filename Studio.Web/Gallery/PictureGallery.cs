using System.Data.Common;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Gallery.Dialects;

namespace Studio.Web.Gallery;

/// <summary>
/// The pictures behind every door, with the rules: one sees, opens and deletes one's own; operators and administrators everything. Input is
/// a folder of one's own (<see cref="PersonalFolder"/>): a name means one's own file, and another's does not exist. Output and temp are
/// shared folders, where the index says whose a file is. Names are as their user knows them; only in here they become places on the disk.
/// </summary>
public sealed class PictureGallery(ImageStore store, GalleryIndex index, Thumbnails thumbnails, TimeProvider time,
    MaintenanceGate? maintenance = null)
{
    /// <summary>Pictures of the user, of everybody when the user sees all.</summary>
    public PicturePage List(CurrentUser user, PictureQuery query)
    {
        var page = index.List(user.SeesAll ? null : user.Id, query);
        // taken off the disk, by hand or while the database could not be written: it must not seem to be there
        var gone = page.Pictures.Where(picture => store.PathOf(picture.Image) is null).ToList();
        gone.ForEach(picture => ForgetQuietly(picture.Image));
        return new([.. page.Pictures.Except(gone).Select(picture => picture with { Image = AsKnownTo(user, picture.Image) })],
            page.Total - gone.Count);
    }

    /// <summary>What is known of a picture; null when it is not there or not the user's.</summary>
    public Picture? Find(CurrentUser user, StoredImage image)
    {
        if (Locate(user, image) is not { } place || store.PathOf(place) is not { } path)
            return null;
        return (index.Find(place) ?? Unindexed(place, path)) with { Image = image };
    }

    /// <summary>The number of a picture in the gallery; null when it is not there or not the user's.</summary>
    internal long? IdOf(CurrentUser user, StoredImage image) => Locate(user, image) is { } place ? index.Find(place)?.Id : null;

    /// <summary>The names of the files at the top of a folder that the user may see, newest first.</summary>
    public IReadOnlyList<string> FileNames(CurrentUser user, ImageFolder folder)
    {
        var root = Path.Join(store.PathOf(folder), folder == ImageFolder.Input ? InputFolder(user) : "");
        var owners = user.SeesAll || folder == ImageFolder.Input ? null : index.OwnersAtTop(folder);
        return
        [
            .. FolderListing.Files(root, new() { WithHidden = false })
                .Where(file => owners is null || owners[file.Name].Contains(user.Id))
                .OrderByDescending(file => file.ModifiedUtc)
                .ThenByDescending(file => file.Name, StringComparer.Ordinal)
                .Select(file => file.Name),
        ];
    }

    /// <summary>What a LoadImage node offers this user.</summary>
    public IReadOnlyList<string> InputNames(CurrentUser user, string? extension = null) => store.InputNames(InputFolder(user), extension);

    /// <summary>The file to send; null when it is not there or not the user's.</summary>
    public string? Open(CurrentUser user, StoredImage image) => Locate(user, image) is { } place ? store.PathOf(place) : null;

    /// <summary>
    /// A WebP of at most <paramref name="side"/> pixels, from the cache when it is there; null as for <see cref="Open"/> or when it is no
    /// picture.
    /// </summary>
    public async Task<string?> ThumbnailAsync(CurrentUser user, StoredImage image, int side, CancellationToken cancellationToken) =>
        Open(user, image) is { } path ? await thumbnails.GetAsync(path, side, cancellationToken) : null;

    /// <summary>The texts inside the file: "prompt", "workflow" and whatever else was written there.</summary>
    public IReadOnlyDictionary<string, string>? Texts(CurrentUser user, StoredImage image) =>
        Open(user, image) is { } path ? ImageCodec.ReadText(path) : null;

    /// <summary>Deletes one's own picture. It stays for others whose prompt gave the same file. False when it is not the user's.</summary>
    public bool Delete(CurrentUser user, StoredImage image)
    {
        if (maintenance is { IsClosed: true } || !(user.MayRun || user.May(Scopes.GalleryWrite)) || Locate(user, image) is not { } place
            || store.PathOf(place) is not { } path)
            return false;
        if (!user.SeesAll && index.Find(place) is { } known && known.Owners.Any(owner => owner.Owner != user.Id))
            return index.Remove(place, user.Id) > 0 || Unstore(place, path);
        return Unstore(place, path);
    }

    /// <summary>Deletes a picture that nobody wants any more, wherever it is.</summary>
    internal bool Discard(StoredImage place) => store.PathOf(place) is { } path && Unstore(place, path);

    /// <summary>The file first: on a full disk there is room for the index to be written only after that.</summary>
    private bool Unstore(StoredImage place, string path)
    {
        thumbnails.Forget(path);
        if (!store.Delete(place))
            return false;
        ForgetQuietly(place);
        return true;
    }

    private void ForgetQuietly(StoredImage gone)
    {
        try
        {
            index.Remove(gone, owner: null);
        }
        catch (DbException)
        {
            // an entry without a file shows nowhere, and is dropped when it is met again
        }
    }

    /// <summary>Keeps a file that a user sent. Null when its name or sub folder is not safe.</summary>
    /// <param name="overwrite">Replaces one's own file of that name; somebody else's is never touched.</param>
    /// <param name="contentType">As the sender declared it.</param>
    /// <exception cref="EngineException">Storage: the disk is full.</exception>
    /// <exception cref="NotAPictureException">It claims to be a picture and is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public StoredImage? Upload(CurrentUser user, ImageFolder folder, string subfolder, string fileName, byte[] bytes, bool overwrite,
        string? contentType = null)
    {
        if (!user.MayRun)
            throw new UnauthorizedAccessException("Your role lets you look but not upload; ask an administrator for the role artist.");
        if (maintenance is { IsClosed: true })
            throw new UnauthorizedAccessException(MaintenanceGate.Message);
        if (SafePath.Normal(subfolder) is not { } within)
            return null;
        var where = folder == ImageFolder.Input ? Joined(InputFolder(user), within) : within;
        if (!store.CanKeep(folder, where, fileName))
            return null;
        PictureClaim.Check(fileName, contentType, bytes);
        var isReplaced = false;
        var kept = store.Keep(
            folder, where, fileName, bytes, there => isReplaced = overwrite && MaySee(user, there, index.Find(there)),
            there => MaySee(user, there, index.Find(there)));
        if (kept is not var (place, isNew))
            return null;
        if (isNew && !isReplaced)
            ForgetFormer(place);
        if (!isNew && index.Find(place) is null or { Owners.Count: 0 })
            return AsKnownTo(user, place); // put there by hand: it stays so
        var size = SizeOf(bytes);
        index.Add(new()
        {
            Image = place,
            Bytes = bytes.Length,
            Width = size?.Width,
            Height = size?.Height,
            Created = time.GetUtcNow(),
            Settings = PictureDialects.Read(bytes)?.Settings,
            Owners = [new(user.Id, null, null)],
        });
        return AsKnownTo(user, place);
    }

    /// <summary>
    /// A file that has just been made has no owners yet: those that the index knows had another file of that name, which somebody took off
    /// the disk.
    /// </summary>
    internal void ForgetFormer(StoredImage made)
    {
        // nearly always there is none, and then nothing has to wait for the database's writer
        if (index.Find(made) is not null)
            index.Remove(made, owner: null);
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

    /// <summary>
    /// Where a picture is that this user calls so: one's own first, then whatever the user may see. Null when there is none.
    /// </summary>
    private StoredImage? Locate(CurrentUser user, StoredImage image)
    {
        image = image with { Subfolder = SafePath.Normal(image.Subfolder)
            ?? image.Subfolder }; // one spelling; what leads out finds nothing
        if (image.Folder == ImageFolder.Input && InputFolder(user) is { Length: > 0 } own)
        {
            var place = image with { Subfolder = Joined(own, image.Subfolder) };
            if (store.PathOf(place) is not null)
                return place;
        }

        return MaySee(user, image, index.Find(image)) ? image : null;
    }

    /// <summary>A picture by the name that this user knows.</summary>
    internal static StoredImage AsKnownTo(CurrentUser user, StoredImage place)
    {
        var own = InputFolder(user);
        if (own.Length == 0 || place.Folder != ImageFolder.Input
            || !(place.Subfolder + "/").StartsWith(own + "/", StringComparison.Ordinal))
            return place;
        return place with { Subfolder = place.Subfolder.Length == own.Length ? "" : place.Subfolder[(own.Length + 1)..] };
    }

    private static string InputFolder(CurrentUser user) => PersonalFolder.Of(user);

    private static string Joined(string folder, string subfolder) =>
        folder.Length == 0 ? subfolder : subfolder.Length == 0 ? folder : $"{folder}/{subfolder}";

    private static bool MaySee(CurrentUser user, StoredImage place, Picture? known) =>
        user.SeesAll || IsInOwnFolder(user, place) || (known?.Owners.Any(owner => owner.Owner == user.Id) ?? false);

    private static bool IsInOwnFolder(CurrentUser user, StoredImage place) =>
        place.Folder == ImageFolder.Input && InputFolder(user) is { Length: > 0 } own
            && (place.Subfolder + "/").StartsWith(own + "/", StringComparison.Ordinal);

    private static Picture Unindexed(StoredImage image, string path)
    {
        var file = new FileInfo(path);
        return new() { Image = image, Bytes = file.Length, Created = new DateTimeOffset(file.LastWriteTimeUtc) };
    }
}
