using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Tensors;
using Studio.Tests.Models;
using Studio.Tests.Support;

namespace Studio.Tests.Sdxl;

/// <summary>SDXL from one file, from several, from a folder, and written into a file again: always the very same model.</summary>
[Collection(nameof(XlStudio))]
public sealed class XlFileTests(XlStudio studio) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ModelPool Pool => studio.Pool;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_FilesOfTheirOwn_GiveTheSameModel()
    {
        ClipModel Open(string name) => Pool.LoadClip(studio.PathOf("text_encoders", name), CancellationToken.None);
        // in any order
        var clip = TextEncoders.Join(FamilyCatalog.BuiltIn,
            [.. Open("clip_g.safetensors").Encoders, .. Open("clip_l.safetensors").Encoders]);
        AssertSame(studio.Base(), new LoadedCheckpoint(
            Pool.LoadModel(studio.PathOf("diffusion_models", "unet.safetensors"), CancellationToken.None),
            clip,
            Pool.LoadVae(studio.PathOf("vae", "vae.safetensors"), CancellationToken.None)));
    }

    [Fact]
    public void DiffusersFolder_OfFourFiles_GivesTheSameModel()
    {
        var tensors = TinyXl.Tensors().ToList();
        XlParts.DiffusersUNet(tensors).Save(FileOf("unet/diffusion_pytorch_model.fp16.safetensors"));
        XlParts.DiffusersVae(tensors).Save(FileOf("vae/diffusion_pytorch_model.safetensors"));
        tensors.Of(TinyXl.ClipLPrefix).Save(FileOf("text_encoder/model.safetensors"));
        XlParts.TransformersClipG(tensors).Save(FileOf("text_encoder_2/model.fp16.safetensors"));
        Directory.CreateDirectory(FileOf("scheduler"));
        File.WriteAllText(FileOf("scheduler/scheduler_config.json"), """{"prediction_type": "epsilon"}""");

        AssertSame(studio.Base(), DiffusersFolder.Load(Pool, _folder.Path, CancellationToken.None));
    }

    [Theory]
    [InlineData("sdxl")]
    [InlineData("refiner")]
    public void CheckpointFile_Saved_HasTheNamesTypesAndNumbersOfTheOriginal(string name)
    {
        var original = studio.PathOf("checkpoints", name + ".safetensors");
        var checkpoint = Pool.LoadCheckpoint(original, CancellationToken.None);
        var saved = Save(checkpoint.Model, checkpoint.Clip!, checkpoint.Vae!);

        using var before = TensorFile.Open(original);
        using var after = TensorFile.Open(saved);
        Assert.Equal(Describe(before.Header), Describe(after.Header));
        foreach (var tensor in before.Header.Tensors.Keys)
            Assert.True(before.Map(tensor).Span.SequenceEqual(after.Map(tensor).Span), tensor);
        Assert.Equal(name == "sdxl" ? "stable-diffusion-xl-v1-base" : "stable-diffusion-xl-v1-refiner",
            after.Header.Metadata["modelspec.architecture"]);
    }

    [Fact]
    public void CheckpointFile_OfFilesOfTheirOwn_IsTheSingleFile()
    {
        var clip = TextEncoders.Join(FamilyCatalog.BuiltIn, [.. new[] { "clip_l", "clip_g" }.SelectMany(name =>
            Pool.LoadClip(studio.PathOf("text_encoders", name + ".safetensors"), CancellationToken.None).Encoders)]);
        var unet = Pool.LoadModel(studio.PathOf("diffusion_models", "unet.safetensors"), CancellationToken.None);
        var saved = Save(unet, clip, studio.Base().Vae!);

        using var before = TensorFile.Open(studio.PathOf("checkpoints", "sdxl.safetensors"));
        using var after = TensorFile.Open(saved);
        // transformers keep no scale for comparing with pictures
        Assert.Equal([TinyXl.ClipGPrefix + "logit_scale"], before.Header.Tensors.Keys.Except(after.Header.Tensors.Keys));
        foreach (var tensor in after.Header.Tensors.Keys)
            Assert.True(before.Map(tensor).Span.SequenceEqual(after.Map(tensor).Span), tensor);
    }

    [Fact]
    public void CheckpointFile_OfAMergeThatPredictsVelocity_GivesItBack()
    {
        var one = studio.Base();
        var other = Pool.LoadModel(TinyXl.Tensors(seed: 7).Of(TinyXl.UNetPrefix).Save(FileOf("other.safetensors")), CancellationToken.None);
        var merged = one.Model.Merged(other, 0.5f);
        Assert.NotEqual(Noise(one.Model).Span.ToArray(), Noise(merged).Span.ToArray());
        var velocity = merged.WithSampling(SigmaTable.Edm(0.002, 120), Parameterization.Velocity);

        var saved = Pool.LoadCheckpoint(Save(velocity, one.Clip!, one.Vae!), CancellationToken.None);

        Assert.Equal((0.002f, 120f, Parameterization.Velocity),
            (saved.Model.Sigmas.SigmaMin, saved.Model.Sigmas.SigmaMax, saved.Model.Parameterization));
        // the file has them in half precision
        Compare.AssertRelativeError(Noise(velocity), Noise(saved.Model), 5e-3);
    }

    [Fact]
    public void CheckpointFile_WithTheEncoderOfAnotherFamily_IsRefused()
    {
        var demo = Pool.LoadCheckpoint(studio.PathOf("checkpoints", "studio-demo.safetensors"), CancellationToken.None);
        var failure = Assert.Throws<EngineException>(() => new CheckpointFile(studio.Base().Model, demo.Clip!, demo.Vae!));
        Assert.Equal((EngineError.BadPrompt,
            "A checkpoint of SDXL cannot be written with the text encoder of studio-demo.safetensors: it is of another family. Take the CLIP of the same model."),
            (failure.Kind, failure.Message));
    }

    private string FileOf(string name) => Path.Combine(_folder.Path, name);

    private string Save(DiffusionModel model, ClipModel clip, VaeModel vae)
    {
        using var stream = File.Create(FileOf("saved.safetensors"));
        new CheckpointFile(model, clip, vae).Write(stream, new Dictionary<string, string>(), (_, _) => { }, CancellationToken.None);
        return stream.Name;
    }

    private static IEnumerable<string> Describe(TensorHeader header) =>
        header.Tensors.Values.Select(tensor => tensor.ToString()).Order(StringComparer.Ordinal);

    private void AssertSame(LoadedCheckpoint expected, LoadedCheckpoint actual)
    {
        Assert.Equal(Noise(expected.Model).Span.ToArray(), Noise(actual.Model).Span.ToArray());
        const string text = "a (red:1.2) fox";
        var (whole, joined) = (Pool.Encode(expected.Clip, text).Entries[0], Pool.Encode(actual.Clip, text).Entries[0]);
        Assert.Equal(whole.Embedding.Span.ToArray(), joined.Embedding.Span.ToArray());
        Assert.Equal(whole.Pooled!.Span.ToArray(), joined.Pooled!.Span.ToArray());
        var latent = TinyModelTests.Waves(1, 4, 4, 4);
        Assert.Equal(Pool.Decode(expected.Vae, latent).Span.ToArray(), Pool.Decode(actual.Vae, latent).Span.ToArray());
    }

    private Tensor Noise(DiffusionModel model)
    {
        var text = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 192)) { Pooled = TinyModelTests.Waves(1, 128) }]);
        using var denoiser = Pool.Denoiser(model, text, text, 1, CancellationToken.None);
        return denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 2);
    }
}
