using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>A card is a row that says how much fits. What computes there is of no matter to the counting: here the processor.</summary>
[Collection(nameof(NativeHandles))]
public sealed class MemoryPlaceTests : IDisposable
{
    private static readonly Conditioning Nothing = new([]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lease_OnACard_CountsThereAndNotInMainMemory()
    {
        using var pool = new ModelPool(new ModelPoolOptions { DeviceMemory = Card(long.MaxValue), MemoryBudget = 0, FreeMemory = () => 0 });
        var loaded = Tiny(pool);
        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        var decoder = pool.DeviceMemoryUsed;
        Assert.True(decoder > 0);

        // main memory has no room at all, and is not asked for any
        using (pool.Denoiser(loaded.Model, Nothing, Nothing, 1, CancellationToken.None))
            Assert.True(pool.DeviceMemoryUsed > decoder);
        Assert.Equal(pool.MemoryUsed, pool.DeviceMemoryUsed);
    }

    [Fact]
    public void Lease_OverACardsBudget_MakesRoomThere()
    {
        using var probe = new ModelPool(new ModelPoolOptions());
        var (text, decoder) = Sizes(probe);
        using var pool = new ModelPool(new ModelPoolOptions { DeviceMemory = Card(Math.Max(text, decoder)), MemoryBudget = long.MaxValue });
        var loaded = Tiny(pool);
        pool.Encode(loaded.Clip!, "a", CancellationToken.None);
        Assert.Equal(text, pool.DeviceMemoryUsed);

        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);

        Assert.Equal(decoder, pool.DeviceMemoryUsed);
        Assert.Equal(decoder, pool.MemoryUsed);
    }

    [Fact]
    public void Lease_WhenACardIsFull_LeavesMainMemoryAlone()
    {
        using var pool = new ModelPool(new ModelPoolOptions { DeviceMemory = Card(1) });
        var loaded = Tiny(pool);
        pool.Encode(loaded.Clip!.InMainMemory(), "a", CancellationToken.None);
        var text = pool.MemoryUsed;
        Assert.True(text > 0);
        Assert.Equal(0, pool.DeviceMemoryUsed);

        using (pool.Denoiser(loaded.Model, Nothing, Nothing, 1, CancellationToken.None))
            Assert.True(pool.DeviceMemoryUsed > 0);

        // over its budget the denoiser goes when it is idle; the text encoder is not in its way
        Assert.Equal(0, pool.DeviceMemoryUsed);
        Assert.Equal(text, pool.MemoryUsed);
    }

    [Fact]
    public void Lease_WhenMainMemoryIsFull_LeavesTheCardAlone()
    {
        using var pool = new ModelPool(new ModelPoolOptions { DeviceMemory = Card(long.MaxValue), MemoryBudget = 1 });
        var loaded = Tiny(pool);
        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        var decoder = pool.DeviceMemoryUsed;

        pool.Encode(loaded.Clip!.InMainMemory(), "a", CancellationToken.None);

        Assert.Equal(decoder, pool.DeviceMemoryUsed);
        Assert.Equal(decoder, pool.MemoryUsed);
    }

    [Fact]
    public void InMainMemory_WithoutACard_IsComputedAsEver()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var clip = Tiny(pool).Clip!;
        var expected = pool.Encode(clip, "a", CancellationToken.None).Entries[0].Embedding;
        var actual = pool.Encode(clip.InMainMemory(), "a", CancellationToken.None).Entries[0].Embedding;
        Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
    }

    [Theory]
    [InlineData(5L, 100L, 5L)]
    [InlineData(null, 100L, 70L)]
    [InlineData(null, null, long.MaxValue)]
    public void OfDevice_Budget_IsAskedForOrSevenTenthsOfTheLimit(long? budget, long? limit, long expected) =>
        Assert.Equal(expected, MemoryPlace.OfDevice("card:0", budget, limit).Budget);

    private static MemoryPlace Card(long budget) => new("card:0", budget, () => long.MaxValue);

    private LoadedCheckpoint Tiny(ModelPool pool) => pool.LoadCheckpoint(TinyModel.Write(_folder.Path), CancellationToken.None);

    private (long Text, long Decoder) Sizes(ModelPool pool)
    {
        var loaded = Tiny(pool);
        pool.Encode(loaded.Clip!, "", CancellationToken.None);
        var text = pool.MemoryUsed;
        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        return (text, pool.MemoryUsed - text);
    }
}
