using System.Security.Cryptography;

namespace Studio.Engine.Imaging;

/// <summary>
/// Pictures that a client and its prompts hand each other by short names, kept in memory. They are their owner's alone: a name of
/// somebody else's, which may be any number that both came to, is another picture. What nobody used for long goes first, once they are
/// many.
/// </summary>
/// <param name="mostOfOwner">Bytes that one owner's pictures may take.</param>
/// <param name="mostOfAll">Bytes that all pictures may take.</param>
public sealed class PictureCache(long mostOfOwner = 256L << 20, long mostOfAll = 1L << 30)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string Id), Kept> _kept = [];
    private long _order;

    /// <summary>Bytes that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _kept.Values.Sum(kept => (long)kept.Picture.Bytes.Length);
        }
    }

    /// <summary>One owner's pictures, as a run is handed them.</summary>
    public ISentPictures Of(string owner) => new OfOne(this, owner);

    /// <summary>Keeps a picture under a name; false when the name is there already, and then what it stands for stays.</summary>
    /// <exception cref="EngineException">Storage: it is larger than an owner's pictures may be together.</exception>
    public bool Add(string mine, string id, EncodedImage picture)
    {
        if (picture.Bytes.Length > mostOfOwner)
            throw new EngineException(EngineError.Storage,
                $"A picture of {picture.Bytes.Length >> 20} MiB cannot be kept: {mostOfOwner >> 20} MiB are the most.");
        lock (_gate)
        {
            if (_kept.TryGetValue((mine, id), out var known))
            {
                known.Used = ++_order;
                return false;
            }
            _kept[(mine, id)] = new Kept(picture, Convert.ToHexStringLower(SHA256.HashData(picture.Bytes)), ++_order);
            MakeRoom(mine);
            return true;
        }
    }

    /// <summary>One's own picture of that name; null when there is none, or none any more.</summary>
    public EncodedImage? Find(string mine, string id) => Use(mine, id)?.Picture;

    private Kept? Use(string mine, string id)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue((mine, id), out var found))
                return null;
            found.Used = ++_order;
            return found;
        }
    }

    // of whoever has the most, so that one cannot push the others' out
    private void MakeRoom(string mine)
    {
        while (SizeOf(mine) > mostOfOwner)
            RemoveOldestOf(mine);
        while (_kept.Values.Sum(kept => (long)kept.Picture.Bytes.Length) > mostOfAll)
            RemoveOldestOf(_kept.Keys.Select(key => key.Owner).Distinct().MaxBy(SizeOf)!);
    }

    private long SizeOf(string one) => _kept.Where(pair => pair.Key.Owner == one).Sum(pair => (long)pair.Value.Picture.Bytes.Length);

    private void RemoveOldestOf(string one) =>
        _kept.Remove(_kept.Where(pair => pair.Key.Owner == one).MinBy(pair => pair.Value.Used).Key);

    private sealed class OfOne(PictureCache cache, string owner) : ISentPictures
    {
        public string Add(EncodedImage picture)
        {
            var id = Guid.NewGuid().ToString("N");
            cache.Add(owner, id, picture);
            return id;
        }

        public EncodedImage? Find(string id) => cache.Find(owner, id);

        public string? HashOf(string id) => cache.Use(owner, id)?.Hash;
    }

    private sealed class Kept(EncodedImage picture, string hash, long used)
    {
        public EncodedImage Picture { get; } = picture;

        public string Hash { get; } = hash;

        public long Used { get; set; } = used;
    }
}
