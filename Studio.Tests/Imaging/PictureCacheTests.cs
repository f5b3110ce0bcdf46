using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Tests.Imaging;

/// <summary>Whose pictures are kept, and which make room.</summary>
public sealed class PictureCacheTests
{
    private string? _owner = "anna";

    [Fact]
    public void Picture_OfAnotherOwner_IsNotThere()
    {
        var cache = new PictureCache(() => _owner);
        Assert.True(cache.Add("a", Picture(1)));
        Assert.False(cache.Add("a", Picture(2)));
        Assert.Single(cache.Find("a")!.Bytes);
        _owner = "ben";
        Assert.Null(cache.Find("a"));
        Assert.True(cache.Add("a", Picture(2)));
        _owner = null;
        Assert.Null(cache.Find("a"));
        Assert.False(cache.Add("b", Picture(2)));
    }

    [Fact]
    public void Hash_IsOfTheContent()
    {
        var cache = new PictureCache(() => _owner);
        cache.Add("a", Picture(5));
        cache.Add("b", Picture(5));
        cache.Add("c", Picture(6));
        Assert.Equal(cache.HashOf("a"), cache.HashOf("b"));
        Assert.NotEqual(cache.HashOf("a"), cache.HashOf("c"));
        Assert.Null(cache.HashOf("d"));
    }

    [Fact]
    public void Limit_OfAnOwner_IsKeptByForgettingWhatWasUsedLongestAgo()
    {
        var cache = new PictureCache(() => _owner, mostOfOwner: 100, mostOfAll: 150);
        foreach (var id in new[] { "a", "b", "c", "d" })
            cache.Add(id, Picture(25));
        Assert.NotNull(cache.Find("a"));
        cache.Add("e", Picture(25));
        Assert.Null(cache.Find("b"));
        Assert.NotNull(cache.Find("a"));
        Assert.Equal(100, cache.Bytes);
        Assert.Equal(EngineError.Storage, Assert.Throws<EngineException>(() => cache.Add("f", Picture(101))).Kind);
        // of all together the one with the most gives way
        _owner = "ben";
        cache.Add("a", Picture(50));
        cache.Add("b", Picture(25));
        Assert.NotNull(cache.Find("a"));
        _owner = "anna";
        Assert.Equal([false, true], new[] { "c", "e" }.Select(id => cache.Find(id) is not null));
    }

    private static EncodedImage Picture(int bytes) => new(new byte[bytes], "image/png");
}
