using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Runs alone, because it counts native objects, of which there is one count per process.</summary>
[CollectionDefinition(nameof(NativeHandles), DisableParallelization = true)]
public sealed class NativeHandles
{
}

[Collection(nameof(NativeHandles))]
public sealed class ModelPoolTests : IDisposable
{
    private static readonly Conditioning Nothing = new([]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadCheckpoint_SameFileTwice_GivesTheSameObjects()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var path = TinyModel.Write(_folder.Path);
        Assert.Same(pool.LoadCheckpoint(path, CancellationToken.None), pool.LoadCheckpoint(path, CancellationToken.None));
        Assert.Equal(0, pool.MemoryUsed);
    }

    [Fact]
    public void LoadCheckpoint_ChangedFile_IsReadAnew()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var path = TinyModel.Write(_folder.Path, seed: 1);
        var before = pool.LoadCheckpoint(path, CancellationToken.None);
        var first = pool.Decode(before.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        TinyModel.Write(_folder.Path, seed: 2);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));

        var after = pool.LoadCheckpoint(path, CancellationToken.None);

        Assert.NotSame(before, after);
        Assert.NotEqual(first.Span.ToArray(), pool.Decode(after.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None).Span.ToArray());
        var failure = Assert.Throws<EngineException>(() => pool.Decode(before.Vae, new Tensor(1, 4, 4, 4), CancellationToken.None));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("changed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadCheckpoint_NoSuchFile_SaysSo()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        Assert.Contains("no model file", Assert.Throws<EngineException>(() =>
            pool.LoadCheckpoint(Path.Combine(_folder.Path, "x.safetensors"), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denoiser_Twice_SharesWeights()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var model = Tiny(pool).Model;
        using var one = pool.Denoiser(model, Nothing, Nothing, 1, CancellationToken.None);
        var used = pool.MemoryUsed;
        using var two = pool.Denoiser(model, Nothing, Nothing, 1, CancellationToken.None);
        Assert.True(used > 0);
        Assert.Equal(used, pool.MemoryUsed);
    }

    [Fact]
    public void Denoiser_FromManyThreads_LoadsOnce()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var model = Tiny(pool).Model;
        var before = OrtHandle.Live;
        var sizes = new long[8];
        Parallel.For(0, sizes.Length, i =>
        {
            using var denoiser = pool.Denoiser(model, Nothing, Nothing, 1, CancellationToken.None);
            sizes[i] = pool.MemoryUsed;
        });
        Assert.Single(sizes.Distinct());
        Assert.Equal(before + 1, OrtHandle.Live);
    }

    [Fact]
    public void Lease_OverBudget_EvictsTheLeastRecentlyUsedButNothingInUse()
    {
        using var pool = new ModelPool(new ModelPoolOptions { MemoryBudget = 1 });
        var loaded = Tiny(pool);
        using (pool.Denoiser(loaded.Model, Nothing, Nothing, 1, CancellationToken.None))
        {
            var unet = pool.MemoryUsed;
            pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
            Assert.Equal(unet, pool.MemoryUsed);
        }
        Assert.Equal(0, pool.MemoryUsed);
    }

    [Fact]
    public void Lease_WithinBudget_KeepsWhatWasUsedLast()
    {
        using var probe = new ModelPool(new ModelPoolOptions());
        var sizes = Sizes(Tiny(probe), probe);
        using var pool = new ModelPool(new ModelPoolOptions { MemoryBudget = sizes.Text + sizes.Decoder + 1000 });
        var loaded = Tiny(pool);
        pool.Encode(loaded.Clip!, "", CancellationToken.None);
        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        Assert.Equal(sizes.Text + sizes.Decoder, pool.MemoryUsed);

        pool.Encode(loaded.Vae, new Tensor(1, 32, 32, 3), CancellationToken.None);

        // the text encoder was used longest ago and makes room enough
        Assert.Equal(sizes.Decoder + sizes.Encoder, pool.MemoryUsed);
    }

    [Fact]
    public void Lease_DenoiserWhenMemoryIsShort_TheTextEncoderGoesBeforeWhatIsUsedLater()
    {
        var free = long.MaxValue;
        using var pool = new ModelPool(new ModelPoolOptions { FreeMemory = () => free });
        var loaded = Tiny(pool);
        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        var decoder = pool.MemoryUsed;
        var text = pool.Encode(loaded.Clip!, "a", CancellationToken.None);
        free = 0;

        using (pool.Denoiser(loaded.Model, text, text, 1, CancellationToken.None))
            free = long.MaxValue;

        // used after the decoder, and larger than the denoiser: it alone makes the room
        var denoiser = pool.MemoryUsed - decoder;
        pool.Encode(loaded.Clip!, "b", CancellationToken.None);
        Assert.True(denoiser > 0);
        Assert.True(pool.MemoryUsed > decoder + denoiser);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(long.MaxValue, false)]
    public void Lease_AutoMemory_KeepsHalfPrecisionWhenLittleIsFree(long free, bool keepsHalf)
    {
        var path = TinyModel.Write(_folder.Path, "F16");
        long Used(ModelPoolOptions options)
        {
            using var pool = new ModelPool(options);
            var model = pool.LoadCheckpoint(path, CancellationToken.None).Model;
            using var denoiser = pool.Denoiser(model, Nothing, Nothing, 1, CancellationToken.None);
            return pool.MemoryUsed;
        }

        var wide = Used(new ModelPoolOptions());
        var chosen = Used(new ModelPoolOptions { Memory = MemoryMode.Auto, FreeMemory = () => free });

        Assert.Equal(keepsHalf ? wide / 2 : wide, chosen);
    }

    [Fact]
    public void Free_WhileInUse_LetsTheRunEndAndThenTheWeightsGo()
    {
        var before = OrtHandle.Live;
        using var pool = new ModelPool(new ModelPoolOptions());
        var loaded = Tiny(pool);
        var text = pool.Encode(loaded.Clip!, "a", CancellationToken.None);
        using (var denoiser = pool.Denoiser(loaded.Model, text, text, 1, CancellationToken.None))
        {
            pool.Free();
            Assert.Equal(0, pool.MemoryUsed);
            Assert.Equal(4, denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 1).Size(1));
        }
        Assert.Equal(before, OrtHandle.Live);
    }

    [Fact]
    public void Dispose_AfterEveryKindOfUse_LeavesNoNativeObject()
    {
        var before = OrtHandle.Live;
        using (var pool = new ModelPool(new ModelPoolOptions()))
        {
            var loaded = Tiny(pool);
            var text = pool.Encode(loaded.Clip!, "(a:1.2) b", CancellationToken.None);
            using var denoiser = pool.Denoiser(loaded.Model, text, text, 3, CancellationToken.None);
            var latent = denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 1);
            pool.Encode(loaded.Vae!, pool.Decode(loaded.Vae, latent, CancellationToken.None), CancellationToken.None);
            using var cancelled = new CancellationTokenSource();
            cancelled.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => pool.Encode(loaded.Clip, "c", cancelled.Token));
        }
        Assert.Equal(before, OrtHandle.Live);
    }

    [Fact]
    public void Lease_BuildFails_LeavesNothingBehind()
    {
        var path = TinyModel.Write(_folder.Path);
        var before = OrtHandle.Live;
        using var pool = new ModelPool(new ModelPoolOptions());
        var loaded = pool.LoadCheckpoint(path, CancellationToken.None);
        File.Delete(path);
        Assert.Equal(EngineError.BadFile,
            Assert.Throws<EngineException>(() => pool.Denoiser(loaded.Model, Nothing, Nothing, 1, CancellationToken.None)).Kind);
        Assert.Equal(0, pool.MemoryUsed);
        Assert.Equal(before, OrtHandle.Live);
    }

    private LoadedCheckpoint Tiny(ModelPool pool) => pool.LoadCheckpoint(TinyModel.Write(_folder.Path), CancellationToken.None);

    private static (long Text, long Decoder, long Encoder) Sizes(LoadedCheckpoint loaded, ModelPool pool)
    {
        pool.Encode(loaded.Clip!, "", CancellationToken.None);
        var text = pool.MemoryUsed;
        pool.Decode(loaded.Vae!, new Tensor(1, 4, 4, 4), CancellationToken.None);
        var decoder = pool.MemoryUsed - text;
        pool.Encode(loaded.Vae, new Tensor(1, 32, 32, 3), CancellationToken.None);
        return (text, decoder, pool.MemoryUsed - text - decoder);
    }
}
