using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Studio.Web.Auth;

namespace Studio.Web.Gallery;

/// <summary>
/// Many pictures as one file. The list is too long for an address: it is left here under a name that nobody can guess, for its own user and
/// a short time.
/// </summary>
public sealed class PictureZips(PictureShelf shelf, PictureGallery gallery, TimeProvider time)
{
    /// <summary>Pictures of one file.</summary>
    public const int Most = 5000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (string User, IReadOnlyList<long> Ids, DateTimeOffset Until)> _asked = new(
        StringComparer.Ordinal);

    /// <summary>The name under which the user can fetch the file; null when it is nothing or too much.</summary>
    public string? Ask(CurrentUser user, IReadOnlyList<long> ids)
    {
        foreach (var (old, _) in _asked.Where(entry => entry.Value.Until < time.GetUtcNow()))
            _asked.TryRemove(old, out _);
        if (ids.Count is 0 or > Most)
            return null;
        var name = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _asked[name] = (user.Id, ids, time.GetUtcNow() + Lifetime);
        return name;
    }

    /// <summary>What was asked for under a name; null when that is nobody's, another's or too long ago.</summary>
    public IReadOnlyList<ShelvedPicture>? Find(CurrentUser user, string name) =>
        _asked.TryGetValue(name, out var asked) && asked.User == user.Id && asked.Until >= time.GetUtcNow() ? shelf.Pictures(user,
            asked.Ids) : null;

    /// <summary>Writes the files as they are: pictures do not get smaller. One that has gone meanwhile is left out.</summary>
    public async Task WriteAsync(CurrentUser user, IReadOnlyList<ShelvedPicture> pictures, Stream output,
        CancellationToken cancellationToken)
    {
        await using var sent = new ZipOutput(output);
        var archive = await ZipArchive.CreateAsync(sent, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null,
            cancellationToken);
        await using (archive)
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (_, picture) in pictures)
            {
                if (gallery.Open(user, picture.Image) is not { } path)
                    continue;
                var entry = archive.CreateEntry(Free(picture.Image.FileName, names), CompressionLevel.NoCompression);
                await using var from = File.OpenRead(path);
                await using var to = await entry.OpenAsync(cancellationToken);
                await from.CopyToAsync(to, cancellationToken);
            }
        }

        await sent.FlushAsync(cancellationToken);
    }

    // pictures of several folders may share a name
    private static string Free(string name, HashSet<string> taken)
    {
        var (stem, extension, free) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name), name);
        for (var i = 2; !taken.Add(free); i++)
            free = $"{stem} ({i}){extension}";
        return free;
    }
}
