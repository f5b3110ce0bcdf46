using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>TAESD and its like, by the names that workflows have for them, against what the reference makes of tiny ones.</summary>
public sealed class TinyAutoencoderTests : IClassFixture<FamilyGoldenTests.SharedPool>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderModelFiles _files;
    private readonly ModelPool _pool;

    public TinyAutoencoderTests(FamilyGoldenTests.SharedPool shared)
    {
        _pool = shared.Pool;
        _files = new FolderModelFiles(_folder.Path);
        var folder = Path.Combine(_folder.Path, "vae_approx");
        Directory.CreateDirectory(folder);
        foreach (var half in new[] { "decoder", "encoder" })
        {
            // the two of Stable Diffusion differ in nothing but their weights and the space that their names mean
            File.Copy(Golden($"taesd_{half}"), Path.Combine(folder, $"taesd_{half}.safetensors"));
            File.Copy(Golden($"taesd_{half}"), Path.Combine(folder, $"taesdxl_{half}.safetensors"));
            File.Copy(Golden($"taef1_{half}"), Path.Combine(folder, $"taef1_{half}.safetensors"));
        }
        File.Copy(Golden("taef1_decoder"), Path.Combine(folder, "taesd3_decoder.safetensors"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("taesd")]
    [InlineData("taesdxl")]
    [InlineData("taef1")]
    public void BothHalves_ByName_EqualTheReference(string name)
    {
        var golden = FamilyGolden.Of("taesd", "taesd_decoder");
        var vae = new VaeLoader(_pool, _files) { VaeName = name }.Run(NodeRuns.Context());
        Compare.AssertPsnr(golden.Array(name + "_decoded"), _pool.Decode(vae, golden.Array(name + "_latent")), 60);
        Compare.AssertRelativeError(golden.Array(name + "_encoded"), _pool.Encode(vae, golden.Array(name + "_image")), 1e-3);
    }

    [Fact]
    public void Names_AreThoseWithBothHalves()
    {
        Assert.Equal(["taesd", "taesdxl", "taef1"], new VaeNames(_files).Choices);
        Assert.Contains("There is no file taesd3_encoder in vae_approx", Assert.Throws<EngineException>(
            () => new VaeLoader(_pool, _files) { VaeName = "taesd3" }.Run(NodeRuns.Context())).Message, StringComparison.Ordinal);
    }

    /// <summary>In the model's own space the tiny decoder gives the picture that it gives of the wire's latent.</summary>
    [Fact]
    public void Preview_ByItsMethod_IsTheDecodersPicture()
    {
        var golden = FamilyGolden.Of("taesd", "taesd_decoder");
        var latent = DemoModel.InModelSpace(golden.Array("taesd_latent"));
        var render = Previews.Of(Demo, "taesd", CancellationToken.None);
        Compare.AssertPsnr(golden.Array("taesd_decoded"), render(latent).Pixels, 60);
        Assert.Equal(latent.Size(3), Previews.Of(Demo, "auto", CancellationToken.None)(latent).Width);
    }

    [Fact]
    public void Preview_WithoutTheFile_IsRough_AndWithAnothersIsTold()
    {
        var path = Path.Combine(_folder.Path, "vae_approx", "taesd_decoder.safetensors");
        File.Delete(path);
        var latent = new Studio.Engine.Tensors.Tensor(1, 4, 8, 6);
        Assert.Equal(6, Previews.Of(Demo, "taesd", CancellationToken.None)(latent).Width);
        File.Copy(Golden("taef1_decoder"), path);
        Assert.Contains("not a tiny decoder of latents with 4 channels",
            Assert.Throws<EngineException>(() => Previews.Of(Demo, "taesd", CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private DiffusionModel Demo => _pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None).Model;

    private LatentPreviews Previews => new(new LatentCodec(_pool), _pool, _files);

    private static string Golden(string recipe) => FamilyGolden.Of("taesd", recipe).Path;
}
