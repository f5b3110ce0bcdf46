using System.Data.Common;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Gallery.Dialects;

namespace Studio.Web.Gallery;

/// <summary>
/// At start: makes the index agree with the disk. Files that came while the server was away are added without an owner, entries whose file
/// is gone are dropped.
/// </summary>
internal sealed class GalleryScan(ImageStore store, GalleryIndex index, ILogger<GalleryScan> log) : BackgroundService
{
    // the texts of a PNG stand before its pixels
    private const int HeadBytes = 256 << 10;

    private static readonly FolderSearch Everywhere = new() { Depth = int.MaxValue, FollowsLinks = false, WithHidden = false };

    /// <summary>One pass; returns how many were added and dropped.</summary>
    internal (int Added, int Dropped) Scan(CancellationToken cancellationToken)
    {
        var dropped = index.All(ImageFolder.Temp).Concat(index.All(ImageFolder.Input)).Count(Drop);
        var known = index.All(ImageFolder.Output).ToHashSet();
        var added = 0;
        foreach (var (image, path) in Files())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known.Remove(image))
                continue;
            index.Add(Describe(image, path));
            added++;
        }

        return (added, dropped + known.Count(Drop));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            var (added, dropped) = Scan(stoppingToken);
            if (added + dropped > 0)
                log.LogInformation("The gallery has {Added} new pictures and {Dropped} fewer", added, dropped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DbException)
        {
            log.LogWarning(e, "The output folder could not be looked through; pictures from elsewhere do not show in the gallery");
        }
    }

    private bool Drop(StoredImage image)
    {
        if (store.PathOf(image) is not null)
            return false;
        index.Remove(image, owner: null);
        return true;
    }

    private IEnumerable<(StoredImage Image, string Path)> Files()
    {
        var root = store.PathOf(ImageFolder.Output);
        return from file in FolderListing.Files(root, Everywhere)
               where ImageNames.MimeTypeOf(file.Path) is not null
               select (ImageNames.Split(file.Name, ImageFolder.Output), file.Path);
    }

    private static Picture Describe(StoredImage image, string path)
    {
        var file = new FileInfo(path);
        return new() { Image = image, Bytes = file.Length, Created = new DateTimeOffset(file.LastWriteTimeUtc),
            Settings = SettingsIn(path) };
    }

    private static PictureSettings? SettingsIn(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var head = new byte[Math.Min(HeadBytes, file.Length)];
            file.ReadExactly(head);
            return PictureDialects.Read(head)?.Settings;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Engine.EngineException)
        {
            return null;
        }
    }
}
