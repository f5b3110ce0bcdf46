using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>A random checkpoint in every storage type, at every memory policy and at sizes other than the usual.</summary>
public sealed class TinyModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("F16", 2e-3)]
    [InlineData("BF16", 2e-2)]
    [InlineData("F8_E4M3", 0.3)]
    [InlineData("F8_E5M2", 0.4)]
    public void Denoise_SmallerStorageType_IsNearFloat32(string dtype, double limit)
    {
        using var exact = new ModelPool(new ModelPoolOptions());
        using var stored = new ModelPool(new ModelPoolOptions());
        var expected = Run(exact, TinyModel.Write(_folder.Path, "F32", name: "exact.safetensors"));
        var actual = Run(stored, TinyModel.Write(_folder.Path, dtype, name: "stored.safetensors"));
        Compare.AssertRelativeError(expected.Noise, actual.Noise, limit);
        Compare.AssertRelativeError(expected.Text, actual.Text, limit);
        Assert.NotEqual(expected.Noise.Span.ToArray(), actual.Noise.Span.ToArray());
    }

    [Fact]
    public void Denoise_ScaledFp8_MultipliesByTheScale()
    {
        const string scaled = "model.diffusion_model.middle_block.1.proj_in";
        var writer = new SafetensorsWriter().Metadata("text.heads", "2");
        foreach (var (name, shape) in CheckpointLayout.Tensors(TinyModel.Family))
        {
            var factor = name == scaled + ".weight" ? 4 : 1;
            writer.Add(name, "F32", TinyModel.Numbers(name, shape, 1).Select(number => number / factor).ToArray(), shape);
        }
        writer.Add(scaled + ".scale_weight", "F32", [4f], 1).Save(Path.Combine(_folder.Path, "scaled.safetensors"));
        using var pool = new ModelPool(new ModelPoolOptions());
        Compare.AssertRelativeError(Run(pool, TinyModel.Write(_folder.Path)).Noise,
            Run(pool, Path.Combine(_folder.Path, "scaled.safetensors")).Noise, 1e-5);
    }

    [Theory]
    [InlineData(MemoryPolicy.Speed, false)]
    [InlineData(MemoryPolicy.Balanced, false)]
    [InlineData(MemoryPolicy.KeepHalf, false)]
    [InlineData(MemoryPolicy.Low, true)]
    public void Run_AnyPolicyAndAttention_GivesTheSameNumbers(MemoryPolicy policy, bool plainAttention)
    {
        var path = TinyModel.Write(_folder.Path, "F16");
        using var usual = new ModelPool(new ModelPoolOptions());
        using var other = new ModelPool(
            new ModelPoolOptions { Session = SessionSettings.Default with { Memory = policy }, PlainAttention = plainAttention });
        var (expected, actual) = (Run(usual, path), Run(other, path));
        Compare.AssertRelativeError(expected.Noise, actual.Noise, 1e-4);
        Compare.AssertRelativeError(expected.Text, actual.Text, 1e-4);
        Compare.AssertRelativeError(expected.Picture, actual.Picture, 1e-4);
        Compare.AssertRelativeError(expected.Latent, actual.Latent, 1e-4);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F8_E4M3")]
    [InlineData("F8_E5M2")]
    public void Run_HalfKept_GivesTheVeryNumbersOfWidenedWeights(string dtype)
    {
        var path = TinyModel.Write(_folder.Path, dtype);
        using var widened = new ModelPool(new ModelPoolOptions());
        using var kept = new ModelPool(new ModelPoolOptions { Memory = MemoryMode.Low });
        var (expected, actual) = (Run(widened, path), Run(kept, path));
        Assert.Equal(expected.Noise.Span.ToArray(), actual.Noise.Span.ToArray());
        Assert.Equal(expected.Text.Span.ToArray(), actual.Text.Span.ToArray());
        Assert.Equal(expected.Picture.Span.ToArray(), actual.Picture.Span.ToArray());
    }

    [Theory]
    [InlineData(1, 8, 12)]
    [InlineData(2, 6, 4)]
    [InlineData(3, 7, 5)]
    public void Denoise_AnySizeAndBatch_TreatsEachEntryAlone(int batch, int height, int width)
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var (model, text) = Load(pool);
        using var denoiser = pool.Denoiser(model, text, text, 1, CancellationToken.None);
        var x = Waves(batch, 4, height, width);

        var together = denoiser.Denoise(x, 3);

        for (var i = 0; i < batch; i++)
            Compare.AssertRelativeError(denoiser.Denoise(x.Slice(i), 3), together.Slice(i), 1e-4);
    }

    [Fact]
    public void Denoise_LatentOfOtherChannels_SaysWhatToDo()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var (model, text) = Load(pool);
        using var denoiser = pool.Denoiser(model, text, text, 1, CancellationToken.None);
        var failure = Assert.Throws<EngineException>(() => denoiser.Denoise(new Tensor(1, 16, 8, 8), 1));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("4 channels", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denoiser_TextOfAnotherModel_SaysWhatToDo()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var (model, _) = Load(pool);
        var foreign = new Conditioning([new ConditioningEntry(new Tensor(1, 77, 768))]);
        var failure = Assert.Throws<EngineException>(() => pool.Denoiser(model, foreign, foreign, 1, CancellationToken.None));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("768", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denoise_Cancelled_Throws()
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var (model, text) = Load(pool);
        using var cancel = new CancellationTokenSource();
        using var denoiser = pool.Denoiser(model, text, text, 1, cancel.Token);
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => denoiser.Denoise(Waves(1, 4, 8, 8), 1));
    }

    [Theory]
    [InlineData("model.diffusion_model.middle_block.0.in_layers.2.weight", "UNet")]
    [InlineData("first_stage_model.decoder.mid.attn_1.q.weight", "VAE")]
    public void Run_MissingTensor_NamesIt(string missing, string part)
    {
        var path = Path.Combine(_folder.Path, "missing.safetensors");
        var writer = new SafetensorsWriter();
        foreach (var (name, shape) in CheckpointLayout.Tensors(TinyModel.Family).Where(tensor => tensor.Name != missing))
            writer.Add(name, "F32", TinyModel.Numbers(name, shape, 1), shape);
        writer.Save(path);
        using var pool = new ModelPool(new ModelPoolOptions());
        var loaded = pool.LoadCheckpoint(path, CancellationToken.None);
        var failure = Assert.Throws<EngineException>(() =>
        {
            if (part == "VAE")
                pool.Decode(loaded.Vae!, new Tensor(1, 4, 8, 8), CancellationToken.None);
            else
                pool.Denoiser(loaded.Model, new Conditioning([]), new Conditioning([]), 1, CancellationToken.None);
        });
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(missing, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TensorOfAnotherShape_NamesBothShapes()
    {
        const string wrong = "model.diffusion_model.time_embed.2.weight";
        var path = Path.Combine(_folder.Path, "wrong.safetensors");
        var writer = new SafetensorsWriter();
        foreach (var (name, shape) in CheckpointLayout.Tensors(TinyModel.Family))
        {
            var written = name == wrong ? [shape[0] / 2, shape[1]] : shape;
            writer.Add(name, "F32", TinyModel.Numbers(name, written, 1), written);
        }
        writer.Save(path);
        using var pool = new ModelPool(new ModelPoolOptions());
        var model = pool.LoadCheckpoint(path, CancellationToken.None).Model;
        var failure = Assert.Throws<EngineException>(
            () => pool.Denoiser(model, new Conditioning([]), new Conditioning([]), 1, CancellationToken.None));
        Assert.Contains("[64, 128]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("[128, 128]", failure.Message, StringComparison.Ordinal);
    }

    private (DiffusionModel Model, Conditioning Text) Load(ModelPool pool)
    {
        var loaded = pool.LoadCheckpoint(TinyModel.Write(_folder.Path), CancellationToken.None);
        return (loaded.Model, pool.Encode(loaded.Clip!, "a cat", CancellationToken.None));
    }

    private static (Tensor Noise, Tensor Text, Tensor Picture, Tensor Latent) Run(ModelPool pool, string path)
    {
        var loaded = pool.LoadCheckpoint(path, CancellationToken.None);
        var text = pool.Encode(loaded.Clip!, "a cat", CancellationToken.None);
        using var denoiser = pool.Denoiser(loaded.Model, text, text, 1, CancellationToken.None);
        var x = Waves(1, 4, 8, 8);
        var noise = denoiser.Denoise(x, 1);
        for (var i = 0; i < noise.Length; i++)
            noise.Span[i] = x.Span[i] - noise.Span[i];
        var picture = pool.Decode(loaded.Vae!, Waves(1, 4, 4, 4), CancellationToken.None);
        return (noise, text.Entries[0].Embedding, picture, pool.Encode(loaded.Vae, picture, CancellationToken.None));
    }

    internal static Tensor Waves(params int[] shape)
    {
        var waves = new Tensor(shape);
        for (var i = 0; i < waves.Length; i++)
            waves.Span[i] = MathF.Sin(i * 0.37f) + MathF.Cos(i * 0.011f);
        return waves;
    }
}
