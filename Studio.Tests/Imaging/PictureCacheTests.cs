using Studio.Engine;
using Studio.Engine.Imaging;

namespace Studio.Tests.Imaging;

/// <summary>Whose pictures are kept, and which make room.</summary>
public sealed class PictureCacheTests
{
    private string _owner = "anna";

    [Fact]
    public void Picture_OfAnotherOwner_IsNotThere()
    {
        var cache = new PictureCache();
        Assert.True(cache.Add(_owner, "a", Picture(1)));
        Assert.False(cache.Add(_owner, "a", Picture(2)));
        Assert.Single(cache.Find(_owner, "a")!.Bytes);
        _owner = "ben";
        Assert.Null(cache.Find(_owner, "a"));
        Assert.True(cache.Add(_owner, "a", Picture(2)));
    }

    [Fact]
    public void Hash_IsOfTheContent()
    {
        var cache = new PictureCache();
        cache.Add(_owner, "a", Picture(5));
        cache.Add(_owner, "b", Picture(5));
        cache.Add(_owner, "c", Picture(6));
        Assert.Equal(cache.Of(_owner).HashOf("a"), cache.Of(_owner).HashOf("b"));
        Assert.NotEqual(cache.Of(_owner).HashOf("a"), cache.Of(_owner).HashOf("c"));
        Assert.Null(cache.Of(_owner).HashOf("d"));
    }

    [Fact]
    public void Limit_OfAnOwner_IsKeptByForgettingWhatWasUsedLongestAgo()
    {
        var cache = new PictureCache(mostOfOwner: 100, mostOfAll: 150);
        foreach (var id in new[] { "a", "b", "c", "d" })
            cache.Add(_owner, id, Picture(25));
        Assert.NotNull(cache.Find(_owner, "a"));
        cache.Add(_owner, "e", Picture(25));
        Assert.Null(cache.Find(_owner, "b"));
        Assert.NotNull(cache.Find(_owner, "a"));
        Assert.Equal(100, cache.Bytes);
        Assert.Equal(EngineError.Storage, Assert.Throws<EngineException>(() => cache.Add(_owner, "f", Picture(101))).Kind);
        // of all together the one with the most gives way
        _owner = "ben";
        cache.Add(_owner, "a", Picture(50));
        cache.Add(_owner, "b", Picture(25));
        Assert.NotNull(cache.Find(_owner, "a"));
        _owner = "anna";
        Assert.Equal([false, true], new[] { "c", "e" }.Select(id => cache.Find(_owner, id) is not null));
    }

    private static EncodedImage Picture(int bytes) => new(new byte[bytes], "image/png");
}
