using Studio.Engine.Imaging;
using Studio.Web.Auth;

namespace Studio.Web.Gallery;

/// <summary>
/// A person's gallery as a whole: what it shows in which order, and what can be done with many pictures at once. The rules are those of
/// <see cref="PictureGallery"/>: one sees and changes one's own, operators and administrators everybody's; stars, ratings and tags are
/// always
/// one's own.
/// </summary>
public sealed class PictureShelf(
    PictureListIndex lists, PictureMarksIndex marks, GalleryIndex index, PictureGallery gallery, TimeProvider time,
        MaintenanceGate? maintenance = null)
{
    /// <summary>How long what was thrown away can be had back.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const int LongestTag = 60;

    /// <summary>The pictures that a query finds, in order: numbers to be handed to <see cref="Pictures"/>.</summary>
    public IReadOnlyList<long> Ids(CurrentUser user, PictureQuery query) => lists.Ids(OwnerOf(user), user.Id, query);

    /// <summary>What the user's pictures can be filtered by.</summary>
    public FilterChoices Choices(CurrentUser user) => lists.Choices(OwnerOf(user), user.Id);

    /// <summary>Those of the numbered pictures that are there and the user's to see, in the order of the numbers.</summary>
    public IReadOnlyList<ShelvedPicture> Pictures(CurrentUser user, IReadOnlyList<long> ids)
    {
        var thoughts = marks.Of(user.Id, ids);
        var found = Own(user, ids);
        return
        [
            .. ids.Where(found.ContainsKey).Select(id => new ShelvedPicture(id, found[id] with { Image = PictureGallery.AsKnownTo(user,
                found[id].Image) })
            {
                Starred = thoughts.GetValueOrDefault(id).Starred,
                Rating = thoughts.GetValueOrDefault(id).Rating,
                Tags = thoughts.GetValueOrDefault(id).Tags ?? [],
            }),
        ];
    }

    public void Star(CurrentUser user, IReadOnlyCollection<long> ids, bool isStarred) => marks.Star(user.Id, Seen(user, ids), isStarred);

    /// <param name="rating">1 to 5; 0 takes it away.</param>
    public void Rate(CurrentUser user, IReadOnlyCollection<long> ids, int rating) => marks.Rate(user.Id, Seen(user, ids),
        Math.Clamp(rating, 0, 5));

    /// <summary>False when the tag is empty or too long.</summary>
    public bool Tag(CurrentUser user, IReadOnlyCollection<long> ids, string tag)
    {
        if (TagOf(tag) is not { } name)
            return false;
        marks.Tag(user.Id, Seen(user, ids), name);
        return true;
    }

    public void Untag(CurrentUser user, IReadOnlyCollection<long> ids, string tag) => marks.Untag(user.Id, Seen(user, ids), tag);

    /// <summary>Throws pictures away: they are shown nowhere, and can be had back for <see cref="Retention"/>. Which were.</summary>
    public IReadOnlyCollection<long> Bin(CurrentUser user, IReadOnlyCollection<long> ids)
    {
        if (!MayChange(user))
            return [];
        var own = Seen(user, ids);
        marks.Bin(OwnerOf(user), own, time.GetUtcNow());
        return own;
    }

    public void Restore(CurrentUser user, IReadOnlyCollection<long> ids)
    {
        if (MayChange(user))
            marks.Restore(OwnerOf(user), Seen(user, ids));
    }

    /// <summary>Deletes from the disk what lies in the user's bin; how many it were.</summary>
    public int EmptyBin(CurrentUser user) => MayChange(user)
        ? Own(user, Ids(user, new() { Filter = new() { InBin = true } })).Values
            .Count(picture => gallery.Delete(user, PictureGallery.AsKnownTo(user, picture.Image)))
        : 0;

    /// <summary>The same of everybody's whose time is over.</summary>
    internal int Purge()
    {
        var (pictures, claims) = marks.BinnedBefore(time.GetUtcNow() - Retention);
        foreach (var (id, owner) in claims)
        {
            if (index.Find([id]).TryGetValue(id, out var picture))
                index.Remove(picture.Image, owner);
        }

        return index.Find(pictures).Values.Count(picture => gallery.Discard(picture.Image)) + claims.Count;
    }

    /// <summary>As it is kept; null when it is none.</summary>
    internal static string? TagOf(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 and <= LongestTag } tag ? tag
            : null;

    private static string? OwnerOf(CurrentUser user) => user.SeesAll ? null : user.Id;

    private bool MayChange(CurrentUser user) => maintenance is not { IsClosed: true } && (user.MayRun || user.May(Scopes.GalleryWrite));

    /// <summary>Those of the numbered pictures that are there and the user's to see.</summary>
    internal IReadOnlyCollection<long> Seen(CurrentUser user, IReadOnlyCollection<long> ids) => [.. Own(user, [.. ids]).Keys];

    private Dictionary<long, Picture> Own(CurrentUser user, IReadOnlyList<long> ids) => index.Find(ids)
        .Where(entry => user.SeesAll || entry.Value.Owners.Any(owner => owner.Owner == user.Id)).ToDictionary();
}
