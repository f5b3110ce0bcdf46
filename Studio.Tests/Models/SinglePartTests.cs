using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Files that hold one network: they must give the very numbers of the checkpoint whose network it is.</summary>
public sealed class SinglePartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());
    private readonly LoadedCheckpoint _whole;

    public SinglePartTests() => _whole = _pool.LoadCheckpoint(TinyModel.Write(_folder.Path), CancellationToken.None);

    private static string UNetPrefix => TinyModel.Family.UNet.Prefix;

    private static string TextPrefix => TinyModel.Family.Text.Prefix;

    private static string VaePrefix => TinyModel.Family.Autoencoder.Prefix;

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LoadVae_FileOfItsOwn_GivesTheSamePictures(bool diffusers)
    {
        var path = Write("vae.safetensors", VaePrefix, diffusers ? SinglePartWriter.DiffusersVae : name => name);
        var vae = _pool.LoadVae(path, CancellationToken.None);
        var latent = TinyModelTests.Waves(1, 4, 4, 4);

        var picture = _pool.Decode(vae, latent, CancellationToken.None);

        Assert.Equal(_pool.Decode(_whole.Vae!, latent, CancellationToken.None).Span.ToArray(), picture.Span.ToArray());
        Assert.Equal(_pool.Encode(_whole.Vae, picture, CancellationToken.None).Span.ToArray(),
            _pool.Encode(vae, picture, CancellationToken.None).Span.ToArray());
        Assert.Same(vae, _pool.LoadVae(path, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("model.diffusion_model.")]
    [InlineData(null)]
    public void LoadModel_FileOfItsOwn_GivesTheSameNoise(string? prefix)
    {
        var path = Write("unet.safetensors", UNetPrefix, prefix is null ? SinglePartWriter.DiffusersUNet : name => prefix + name);
        Assert.Equal(Noise(_whole.Model), Noise(_pool.LoadModel(path, CancellationToken.None)));
        Assert.Null(_pool.LoadCheckpoint(path, CancellationToken.None).Clip);
    }

    [Theory]
    [InlineData("text_model.")]
    [InlineData("transformer.text_model.")]
    public void LoadClip_FileOfItsOwn_GivesTheSameText(string prefix)
    {
        var path = Write("clip.safetensors", TextPrefix, name => prefix + name);
        Assert.Equal(Text(_whole.Clip!), Text(_pool.LoadClip(path, CancellationToken.None)));
    }

    [Fact]
    public void Load_PartOfACheckpoint_IsTheCheckpointsOwn()
    {
        var path = Path.Combine(_folder.Path, "tiny.safetensors");
        Assert.Same(_whole.Vae, _pool.LoadVae(path, CancellationToken.None));
        Assert.Same(_whole.Clip, _pool.LoadClip(path, CancellationToken.None));
        Assert.Same(_whole.Model, _pool.LoadModel(path, CancellationToken.None));
    }

    [Fact]
    public void Load_WrongKindOfFile_SaysWhatItIs()
    {
        var vae = Write("vae.safetensors", VaePrefix, name => name);
        AssertRefused("'vae.safetensors' is not a checkpoint: it was recognised as VAE",
            () => _pool.LoadCheckpoint(vae, CancellationToken.None));
        AssertRefused("'vae.safetensors' is not a text encoder", () => _pool.LoadClip(vae, CancellationToken.None));
        _pool.LoadVae(vae, CancellationToken.None);
        AssertRefused("'vae.safetensors' (VAE) has no diffusion model", () => _pool.LoadModel(vae, CancellationToken.None));
        var bare = TinyModel.Write(_folder.Path, name: "bare.safetensors", clip: false, vae: false);
        AssertRefused("'bare.safetensors' is a checkpoint of SD 1.x, but has no VAE", () => _pool.LoadVae(bare, CancellationToken.None));
        var other = Path.Combine(_folder.Path, "t5.safetensors");
        new SafetensorsWriter().Add("encoder.block.0.layer.0.SelfAttention.k.weight", "F32", [1f], 1).Save(other);
        AssertRefused("not supported yet. Use the text encoder of a Stable Diffusion model, of FLUX, Z-Image or Qwen-Image",
            () => _pool.LoadClip(other, CancellationToken.None));
    }

    [Fact]
    public void DiffusersFolder_OfThreeFiles_GivesTheSameModel()
    {
        var folder = Path.Combine(_folder.Path, "model");
        foreach (var part in new[] { "unet", "vae", "text_encoder", "scheduler" })
            Directory.CreateDirectory(Path.Combine(folder, part));
        SinglePartWriter.Write(Path.Combine(folder, "unet", "diffusion_pytorch_model.fp16.safetensors"), UNetPrefix,
            SinglePartWriter.DiffusersUNet);
        SinglePartWriter.Write(Path.Combine(folder, "vae", "diffusion_pytorch_model.safetensors"), VaePrefix,
            SinglePartWriter.DiffusersVae);
        SinglePartWriter.Write(Path.Combine(folder, "text_encoder", "model.safetensors"), TextPrefix, name => "text_model." + name);

        var model = DiffusersFolder.Load(_pool, folder, CancellationToken.None);
        Assert.Equal(Noise(_whole.Model), Noise(model.Model));
        Assert.Equal(Text(_whole.Clip!), Text(model.Clip!));
        Assert.NotNull(model.Vae);

        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"), """{"prediction_type": "v_prediction"}""");
        Assert.NotEqual(Noise(_whole.Model), Noise(DiffusersFolder.Load(_pool, folder, CancellationToken.None).Model));
        Directory.Delete(Path.Combine(folder, "unet"), recursive: true);
        AssertRefused("has no unet/diffusion_pytorch_model.safetensors", () => DiffusersFolder.Load(_pool, folder, CancellationToken.None));
    }

    private string Write(string name, string prefix, Func<string, string> rename)
    {
        var path = Path.Combine(_folder.Path, name);
        SinglePartWriter.Write(path, prefix, rename);
        return path;
    }

    private static void AssertRefused(string message, Func<object> load) =>
        Assert.Contains(message, Assert.Throws<EngineException>(load).Message, StringComparison.Ordinal);

    private float[] Text(ClipModel clip) => _pool.Encode(clip, "a red sunset", CancellationToken.None).Entries[0].Embedding.Span.ToArray();

    private float[] Noise(DiffusionModel model)
    {
        var text = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 8))]);
        using var denoiser = _pool.Denoiser(model, text, text, 1, CancellationToken.None);
        return denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 2).Span.ToArray();
    }
}
