using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>Models mixed with others, and saved with everything that was done to them.</summary>
public sealed class MergeTests : IDisposable
{
    private const string Layer = "lora_unet_mid_block_resnets_0_conv1";

    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Merged_TwoModels_HasWeightsBetweenThem()
    {
        var (one, other) = (Write(seed: 1), Write(seed: 2));
        var merged = Load(one).Model.Merged(Load(other).Model, 0.3f);

        var writer = new SafetensorsWriter().Metadata("text.heads", "2");
        foreach (var (name, shape) in CheckpointLayout.Tensors(TinyModel.Family))
            writer.Add(name, "F32",
                [.. TinyModel.Numbers(name, shape, 1).Zip(TinyModel.Numbers(name, shape, 2), (a, b) => (0.3f * a) + (0.7f * b))], shape);
        var baked = Path.Combine(_folder.Path, "baked.safetensors");
        writer.Save(baked);

        Compare.AssertRelativeError(Noise(Load(baked).Model), Noise(merged), 1e-5);
        Compare.AssertRelativeError(Noise(Load(other).Model), Noise(Load(one).Model.Merged(Load(other).Model, 0)), 1e-6);
        Assert.Same(Load(one).Model, Load(one).Model.Merged(Load(other).Model, 1));
    }

    [Fact]
    public void Merged_PatchedModels_TakesThePatchesAlong()
    {
        var (one, other) = (Load(Write(seed: 1)).Model, Load(Write(seed: 2)).Model);
        var lora = WriteLora();
        // (other + lora) half merged is half of the LoRA on the merge
        var before = one.Merged(Lora.For(lora, other).On(other, 1), 0.5f);
        var after = Lora.For(lora, one).On(one.Merged(other, 0.5f), 0.5f);
        Compare.AssertRelativeError(Noise(after), Noise(before), 1e-5);
        Assert.True(Distance(Noise(one.Merged(other, 0.5f)), Noise(before)) > 1e-4);
    }

    [Fact]
    public void Merged_OfAnotherFamily_IsRefused()
    {
        var wide = Path.Combine(_folder.Path, "wide.safetensors");
        var family = TinyModel.Family with { UNet = TinyModel.Family.UNet with { ContextWidth = 16 } };
        var writer = new SafetensorsWriter().Metadata("text.heads", "2");
        foreach (var (name, shape) in CheckpointLayout.Tensors(family))
            writer.Add(name, "F32", TinyModel.Numbers(name, shape, 1), shape);
        writer.Save(wide);
        var failure = Assert.Throws<EngineException>(() => Load(Write(seed: 1)).Model.Merged(Load(wide).Model, 0.5f));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("cannot be merged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F32", 0)]
    [InlineData("F16", 2e-3)]
    [InlineData("BF16", 2e-2)]
    [InlineData("F8_E4M3", 2e-3)]
    public void CheckpointFile_OfAPatchedModel_GivesItBack(string dtype, double limit)
    {
        var checkpoint = Load(TinyModel.Write(_folder.Path, dtype));
        var model = Lora.For(WriteLora(), checkpoint.Model).On(checkpoint.Model, 0.5f);
        var path = Path.Combine(_folder.Path, "saved.safetensors");
        var steps = new List<(int, int)>();
        using (var stream = File.Create(path))
            new CheckpointFile(model, checkpoint.Clip!, checkpoint.Vae!).Write(stream, new Dictionary<string, string>
                { ["prompt"] = "{\"1\": \"ä\"}" }, (done, total) => steps.Add((done, total)), CancellationToken.None);

        var saved = Load(path);
        Assert.Equal(steps.Count, steps[^1].Item2);
        Assert.Equal("{\"1\": \"ä\"}", TensorFormats.Read(path).Metadata["prompt"]);
        var (latent, text) = (TinyModelTests.Waves(1, 4, 4, 4), "a red sunset");
        if (limit == 0)
        {
            Assert.Equal(Noise(model).Span.ToArray(), Noise(saved.Model).Span.ToArray());
            Assert.Equal(_pool.Decode(checkpoint.Vae!, latent, CancellationToken.None).Span.ToArray(),
                _pool.Decode(saved.Vae!, latent, CancellationToken.None).Span.ToArray());
        }
        else
        {
            Compare.AssertRelativeError(Noise(model), Noise(saved.Model), limit);
        }
        Assert.Equal(_pool.Encode(checkpoint.Clip!, text, CancellationToken.None).Entries[0].Embedding.Span.ToArray(),
            _pool.Encode(saved.Clip!, text, CancellationToken.None).Entries[0].Embedding.Span.ToArray());
    }

    [Fact]
    public void CheckpointFile_OfAVelocityModel_SaysSo()
    {
        var checkpoint = Load(Write(seed: 1));
        var model = checkpoint.Model.WithSampling(Studio.Engine.Diffusion.SigmaTable.ZeroTerminalSnr,
            Studio.Engine.Diffusion.Parameterization.Velocity);
        var path = Path.Combine(_folder.Path, "saved.safetensors");
        using (var stream = File.Create(path))
            new CheckpointFile(model, checkpoint.Clip!, checkpoint.Vae!).Write(stream, new Dictionary<string, string>(), (_, _) => { },
                CancellationToken.None);
        var family = Load(path).Model.Family;
        Assert.Equal((Parameterization.Velocity, SigmaTable.ZeroTerminalSnr), (family.Parameterization, family.Sigmas));
    }

    private string Write(int seed) => TinyModel.Write(_folder.Path, seed: seed, name: $"tiny{seed}.safetensors");

    private string WriteLora()
    {
        var path = Path.Combine(_folder.Path, "lora.safetensors");
        if (!File.Exists(path))
            new SafetensorsWriter().Layer(Layer, 64, 64 * 9).Save(path);
        return path;
    }

    private LoadedCheckpoint Load(string path) => _pool.LoadCheckpoint(path, CancellationToken.None);

    private Tensor Noise(DiffusionModel model)
    {
        var text = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 8))]);
        using var denoiser = _pool.Denoiser(model, text, text, 1, CancellationToken.None);
        return denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 2);
    }

    private static double Distance(Tensor a, Tensor b) => a.Span.ToArray().Zip(b.Span.ToArray(), (x, y) => Math.Abs(x - y)).Max();
}
