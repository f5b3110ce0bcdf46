using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>A family more is a file more: this one has all that it takes, and nothing else knows of it.</summary>
public sealed class ToyFamilyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Family_OfAClassMore_IsFoundAndSampled()
    {
        using var pool = Pool(FamilyCatalog.In(typeof(FamilyCatalog).Assembly, typeof(ToyFamily).Assembly));
        var model = pool.LoadCheckpoint(Write(), CancellationToken.None).Model;
        var text = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 8))]);

        var result = pool.Sample(new SamplingRequest(new ClassifierFreeGuider(model, text, text, 1), new Latent(new Tensor(1, 3, 16, 16)))
        {
            Sampler = BuiltIn.Samplers.Get("euler"), Sigmas = new float[] { 1, 0.5f, 0 }, Seed = 1,
        });

        Assert.Equal(("Toy", 3, true), (model.Family.Name, model.LatentChannels, model.Parameterization.IsFlow));
        Assert.Equal([1, 3, 16, 16], result.Samples.Shape.ToArray());
        Assert.True(result.Samples.AreFinite());
    }

    [Fact]
    public void Family_ThatIsNotThere_IsNotFound()
    {
        using var pool = Pool(FamilyCatalog.BuiltIn);
        Assert.Contains("a latent diffusion model with another input", Assert.Throws<EngineException>(
            () => pool.LoadCheckpoint(Write(), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private static ModelPool Pool(FamilyCatalog families) => new(new ModelPoolOptions { Families = families });

    private string Write()
    {
        var writer = new SafetensorsWriter();
        var shapes = TinyModel.Family with { UNet = TinyModel.Family.UNet with { InChannels = 3, OutChannels = 3 } };
        foreach (var (name, shape) in CheckpointLayout.Tensors(shapes, clip: false, vae: false))
            writer.Add(name, "F32", TinyModel.Numbers(name, shape, 1), shape);
        var path = Path.Combine(_folder.Path, "toy.safetensors");
        writer.Save(path);
        return path;
    }

    /// <summary>Rectified flow on the pixels themselves.</summary>
    private sealed class ToyFamily : IFamily
    {
        public string Name => "Toy";

        public bool Matches(TensorNames tensors) => tensors.UNetInput == 3;

        public ModelFamily Read(TensorNames tensors) => new(Name)
        {
            Latent = new LatentFormat(Channels: 3, Factor: 1, Scale: 1),
            Sigmas = SigmaTable.Flow(shift: 3),
            Parameterization = Parameterization.Flow,
            Defaults = new GenerationDefaults(Side: 16),
            Networks = [UNetReader.Read(tensors, new AttentionHeads(8))],
        };
    }
}
