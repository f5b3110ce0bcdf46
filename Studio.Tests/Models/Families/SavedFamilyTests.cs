using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Stable Diffusion 2 written again, and opened from a folder that says how it predicts.</summary>
public sealed class SavedFamilyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("sd2_v")]
    [InlineData("sd2_eps")]
    [InlineData("flux_dev")]
    [InlineData("z_image")]
    [InlineData("flux2_klein")]
    [Trait("Category", "Long")]
    public void CheckpointFile_Saved_HasTheNamesTypesAndNumbersOfTheOriginal(string name)
    {
        var original = FamilyGolden.Of(name).Path;
        var checkpoint = _pool.LoadCheckpoint(original, CancellationToken.None);
        var saved = Path.Combine(_folder.Path, "saved.safetensors");
        using (var stream = File.Create(saved))
            new CheckpointFile(checkpoint.Model, checkpoint.Clip!, checkpoint.Vae!).Write(stream, new Dictionary<string, string>(),
                (_, _) => { }, CancellationToken.None);

        using var before = TensorFile.Open(original);
        using var after = TensorFile.Open(saved);
        Assert.Equal(name == "sd2_v" ? ["v_pred"] : [], after.Header.Tensors.Keys.Except(before.Header.Tensors.Keys));
        foreach (var tensor in before.Header.Tensors.Keys)
            Assert.True(before.Map(tensor).Span.SequenceEqual(after.Map(tensor).Span), tensor);
        Assert.Equal(checkpoint.Model.Parameterization, _pool.LoadCheckpoint(saved, CancellationToken.None).Model.Parameterization);
    }

    [Fact]
    public void CheckpointFile_WithAnAutoencoderOfFilms_IsRefused()
    {
        var checkpoint = _pool.LoadCheckpoint(FamilyGolden.Of("qwen_image").Path, CancellationToken.None);
        var failure = Assert.Throws<EngineException>(() => new CheckpointFile(checkpoint.Model, checkpoint.Clip!, checkpoint.Vae!));
        Assert.Contains("Keep the model's files apart", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epsilon")]
    [InlineData("v_prediction")]
    public void DiffusersFolder_ThatSaysWhatItPredicts_IsBelieved(string prediction)
    {
        Write("unet/diffusion_pytorch_model.safetensors", "v_pred");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "scheduler"));
        File.WriteAllText(Path.Combine(_folder.Path, "scheduler", "scheduler_config.json"), $$"""{"prediction_type": "{{prediction}}"}""");

        Assert.Equal(prediction == "epsilon" ? Parameterization.Epsilon : Parameterization.Velocity,
            DiffusersFolder.Load(_pool, _folder.Path, CancellationToken.None).Model.Parameterization);
    }

    private void Write(string name, string marker)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var writer = new SafetensorsWriter();
        foreach (var (tensor, shape) in CheckpointLayout.Tensors(TinyModel.Family, clip: false, vae: false))
            writer.Add(tensor, "F32", TinyModel.Numbers(tensor, shape, 1), shape);
        writer.Add(marker, "F32", [], 0).Save(path);
    }
}
