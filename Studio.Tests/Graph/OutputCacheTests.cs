using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

public sealed class OutputCacheTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void MemoryCache_EnoughFree_KeepsAll()
    {
        var cache = Fill(new MemoryCache(100 * Mebibyte, () => 100 * Mebibyte));

        Assert.Equal(["a", "b", "c"], Kept(cache));
    }

    [Fact]
    public void MemoryCache_ShortOfMemory_ForgetsTheLargeFirst()
    {
        var free = 100 * Mebibyte;
        var cache = Fill(new MemoryCache(100 * Mebibyte, () => free));

        free = 98 * Mebibyte;
        cache.BeginPrompt(["a", "b", "c"]);

        Assert.Equal(["a", "b"], Kept(cache));
    }

    [Fact]
    public void MemoryCache_OldAndLarge_GoesBeforeNewAndALittleLarger()
    {
        var free = 100 * Mebibyte;
        var cache = Fill(new MemoryCache(100 * Mebibyte, () => free));
        for (var prompt = 0; prompt < 2; prompt++)
        {
            cache.BeginPrompt([]);
            cache.Find("c");
        }

        free = 98 * Mebibyte;
        cache.BeginPrompt([]);

        Assert.Equal(["a", "c"], Kept(cache));
    }

    [Fact]
    public void MemoryCache_FarTooLittle_ForgetsAll()
    {
        var free = 100 * Mebibyte;
        var cache = Fill(new MemoryCache(100 * Mebibyte, () => free));

        free = 0;
        cache.BeginPrompt([]);

        Assert.Empty(Kept(cache));
    }

    [Theory]
    [InlineData(256, 10)]
    [InlineData(64, 6.4)]
    [InlineData(16, 2)]
    [InlineData(4, 1)]
    public void DefaultHeadroom_IsATenthWithinBounds(long total, double headroom) =>
        Assert.Equal(headroom, MemoryCache.DefaultHeadroom(total << 30) / (double)(1L << 30), precision: 6);

    [Fact]
    public void Trim_EvictsAsMuchAsIsNeeded()
    {
        var cache = Fill(new MemoryCache(0, () => 0));

        cache.Trim(2 * Mebibyte);
        Assert.Equal(["a", "b"], Kept(cache));

        cache.Trim(1);
        Assert.Equal(["a"], Kept(cache));
    }

    [Fact]
    public void ClassicCache_Scope_KeepsWhatIsInsideUntilItIsRenewed()
    {
        var cache = new OutputCache(new ClassicCache(long.MaxValue), _ => 1);
        cache.BeginPrompt(["top", "in 1 Loop"]);
        cache.Want(["inner"]);
        Store(cache, "top", 1);
        Store(cache, "inner", 1, "in 1 Loop");

        cache.BeginPrompt(["other", "in 1 Loop"]);
        Assert.Equal(["inner"], Kept(cache));

        cache.EndPrompt(new HashSet<string> { "in 1 Loop" });
        Assert.Empty(Kept(cache));
    }

    /// <summary>a, b and c of 1, 2 and 3 MiB.</summary>
    private static OutputCache Fill(ICachePolicy policy)
    {
        var cache = new OutputCache(policy, size => (long)size!);
        cache.BeginPrompt(["a", "b", "c"]);
        Store(cache, "a", Mebibyte);
        Store(cache, "b", 2 * Mebibyte);
        Store(cache, "c", (3 * Mebibyte) - 1);
        return cache;
    }

    private static void Store(OutputCache cache, string key, long size, string? scope = null) =>
        cache.Store(key, new NodeResult([[size]], null), scope);

    private static IEnumerable<string> Kept(OutputCache cache) =>
        new[] { "a", "b", "c", "top", "inner" }.Where(key => cache.Find(key) is not null);
}
