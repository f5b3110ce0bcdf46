using System.IO.Compression;
using System.Text.Json.Nodes;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Names and shapes of the real files, at their true sizes, and what each file is.</summary>
public sealed class FamilyDetectionTests
{
    [Theory]
    [InlineData("sd15", "checkpoints", "SD 1.x")]
    [InlineData("sd15_inpainting", "checkpoints", "SD 1.x inpainting")]
    [InlineData("sd15_pix2pix", "checkpoints", "SD 1.x InstructPix2Pix")]
    [InlineData("sd20_base_eps", "checkpoints", "SD 2.x")]
    [InlineData("sdxl_base", "checkpoints", "SDXL")]
    [InlineData("sdxl_inpainting", "checkpoints", "SDXL inpainting")]
    [InlineData("sdxl_vpred_ztsnr", "checkpoints", "SDXL (v-prediction)")]
    [InlineData("sdxl_edm_vpred", "checkpoints", "SDXL (v-prediction)")]
    [InlineData("sdxl_refiner", "checkpoints", "SDXL refiner")]
    [InlineData("playground_v25", "checkpoints", "Playground 2.5")]
    [InlineData("ssd1b", "checkpoints", "SDXL")]
    [InlineData("segmind_vega", "checkpoints", "SDXL")]
    [InlineData("flux_dev_all_in_one", "checkpoints", "Flux dev")]
    [InlineData("flux_dev_unet_only", "checkpoints", "Flux dev")]
    [InlineData("flux_schnell_all_in_one", "checkpoints", "Flux schnell")]
    [InlineData("z_image", "checkpoints", "Z-Image")]
    [InlineData("z_image_checkpoint_prefix", "checkpoints", "Z-Image")]
    [InlineData("flux2_klein_4b", "checkpoints", "FLUX.2 klein")]
    [InlineData("flux2_klein_9b", "checkpoints", "FLUX.2 klein")]
    [InlineData("flux2_dev", "checkpoints", "FLUX.2 dev")]
    [InlineData("vae_flux2", "vae", "VAE")]
    [InlineData("qwen_image", "checkpoints", "Qwen-Image")]
    [InlineData("qwen_image_edit_2511", "checkpoints", "Qwen-Image Edit 2511")]
    [InlineData("vae_qwen_image", "vae", "VAE")]
    [InlineData("te_qwen3_4b", "text_encoders", "text encoder (Qwen3)")]
    [InlineData("te_qwen3_8b", "text_encoders", "text encoder (Qwen3)")]
    [InlineData("te_qwen25_vl_7b", "text_encoders", "text encoder (Qwen2.5-VL)")]
    [InlineData("flux_fill_unet_only", "checkpoints", "Flux dev Fill")]
    [InlineData("chroma", "checkpoints", "Chroma")]
    [InlineData("sd3_medium", "checkpoints", "SD 3")]
    [InlineData("sd35_medium", "checkpoints", "SD 3.5 medium")]
    [InlineData("sd35_large", "checkpoints", "SD 3.5 large")]
    [InlineData("te_t5xxl", "text_encoders", "text encoder (T5)")]
    [InlineData("te_clip_l", "text_encoders", "text encoder (CLIP-L)")]
    [InlineData("te_clip_g", "text_encoders", "text encoder (OpenCLIP bigG)")]
    [InlineData("te_clip_h", "text_encoders", "text encoder (OpenCLIP H)")]
    [InlineData("vae_4ch", "vae", "VAE")]
    [InlineData("vae_16ch", "vae", "VAE")]
    public void Describe_RealFile_TellsItsFamily(string file, string kind, string name)
    {
        var model = ModelDetector.Describe(Header(file));
        Assert.Equal((kind, name), (model?.Kind, model?.Name));
        Assert.NotNull(model!.Family);
        Assert.Single(FamilyCatalog.BuiltIn.All, family => family.Matches(new TensorNames(ModelLayout.Unify(Header(file)))));
    }

    [Theory]
    [InlineData("qwen_image_layered", "checkpoints", "Qwen-Image Layered")]
    [InlineData("te_mistral3_24b", "text_encoders", "Mistral text encoder (FLUX.2 dev)")]
    public void Describe_RealFileOfAnotherFamily_IsRecognisedAndDoesNotRun(string file, string kind, string name)
    {
        var model = ModelDetector.Describe(Header(file));
        Assert.Equal((kind, name), (model?.Kind, model?.Name));
        Assert.Null(model!.Family);
    }

    [Theory]
    [InlineData("sd15", new[] { "denoiser", "text:clip_l", "vae.decoder", "vae.encoder" })]
    [InlineData("sd20_base_eps", new[] { "denoiser", "text:clip_h", "vae.decoder", "vae.encoder" })]
    [InlineData("sdxl_base", new[] { "denoiser", "text:clip_l", "text:clip_g", "vae.decoder", "vae.encoder" })]
    [InlineData("sdxl_refiner", new[] { "denoiser", "text:clip_g", "vae.decoder", "vae.encoder" })]
    [InlineData("flux_dev_all_in_one", new[] { "denoiser", "text:clip_l", "text:t5", "vae.decoder", "vae.encoder" })]
    [InlineData("flux_dev_unet_only", new[] { "denoiser" })]
    [InlineData("sd35_large", new[] { "denoiser", "text:clip_l", "text:clip_g", "text:t5", "vae.decoder", "vae.encoder" })]
    public void Networks_OfARealCheckpoint_AreAllThere(string file, string[] roles) =>
        Assert.Equal(roles, Family(file).Networks.Select(network => network.Role.Name));

    [Theory]
    [InlineData("sdxl_base", new[] { 0, 0, 2, 2, 10, 10 }, new[] { 10, 10, 10, 2, 2, 2, 0, 0, 0 }, 10, 2)]
    [InlineData("ssd1b", new[] { 0, 0, 2, 2, 4, 4 }, new[] { 4, 4, 4, 2, 2, 2, 0, 0, 0 }, 0, 1)]
    [InlineData("segmind_vega", new[] { 0, 0, 1, 1, 2, 2 }, new[] { 2, 2, 2, 1, 1, 1, 0, 0, 0 }, 0, 1)]
    [InlineData("sdxl_refiner", new[] { 0, 0, 4, 4, 4, 4, 0, 0 }, new[] { 0, 0, 0, 4, 4, 4, 4, 4, 4, 0, 0, 0 }, 4, 2)]
    public void UNet_OfARealCheckpoint_HasItsDepths(string file, int[] down, int[] up, int middle, int middleBlocks)
    {
        var unet = Family(file).UNet();
        Assert.Equal(down, unet.InputDepths);
        Assert.Equal(up, unet.OutputDepths);
        Assert.Equal(new UNetMiddle(middleBlocks, middle), unet.Middle);
        Assert.Equal(unet.ModelChannels * 4 / 64, unet.Heads.At(unet.ModelChannels * 4));
    }

    [Theory]
    [InlineData("text:clip_l", "sdxl_base", 768, 12, 12, 0)]
    [InlineData("text:clip_g", "sdxl_base", 1280, 32, 20, 1280)]
    [InlineData("text:clip_h", "sd20_base_eps", 1024, 24, 16, 1024)]
    [InlineData("text:clip_g", "te_clip_g", 1280, 32, 20, 1280)]
    public void TextEncoder_OfARealFile_HasItsSizes(string role, string file, int width, int layers, int heads, int projection)
    {
        var text = Family(file).Networks.OfType<ClipText>().Single(network => network.Role.Name == role);
        Assert.Equal((width, layers, heads, projection), (text.Width, text.Layers, text.Heads, text.Projection));
        Assert.Equal(role == "text:clip_l", text.QuickGelu);
    }

    [Fact]
    public void Flux_OfARealFile_HasItsSizes()
    {
        var (dev, schnell) = (Family("flux_dev_all_in_one"), Family("flux_schnell_all_in_one"));
        Assert.Equal(new FluxTransformer("model.diffusion_model.", 16, 16, 3072, 24, 12288, 19, 38, 4096, 768) { HasGuidance = true },
            dev.Find<FluxTransformer>());
        Assert.False(schnell.Find<FluxTransformer>()!.HasGuidance);
        Assert.Equal(new T5Text("text_encoders.t5xxl.transformer.", 4096, 24, 64, 4096, 10240, 32128), dev.Find<T5Text>());
        Assert.Equal((96, 16), (Family("flux_fill_unet_only").Find<FluxTransformer>()!.InChannels,
            Family("flux_fill_unet_only").Find<FluxTransformer>()!.OutChannels));
        Assert.Equal((4, 20), (schnell.Defaults.Steps, dev.Defaults.Steps));
        Assert.Equal((1f, 1f, 0.001f), (dev.Sigmas.SigmaMax, schnell.Sigmas.SigmaMax, schnell.Sigmas.SigmaMin));
    }

    [Fact]
    public void ZImage_OfARealFile_HasItsSizes() => Assert.Equal(
        new ZImageTransformer("", 16, 3840, 30, 10240, 30, 2, 2, 2560, new TimeWidths(1024, 256)),
        Family("z_image").Find<ZImageTransformer>());

    [Fact]
    public void Flux2_OfARealFile_HasItsSizes()
    {
        Assert.Equal(new Flux2Transformer("", 128, 3072, 24, 9216, 5, 20, 7680), Family("flux2_klein_4b").Find<Flux2Transformer>());
        Assert.Equal(new Flux2Transformer("", 128, 4096, 32, 12288, 8, 24, 12288), Family("flux2_klein_9b").Find<Flux2Transformer>());
        Assert.Equal(new Flux2Transformer("", 128, 6144, 48, 18432, 8, 48, 15360) { HasGuidance = true },
            Family("flux2_dev").Find<Flux2Transformer>());
        var autoencoder = Family("vae_flux2").Find<VaeDecoder>()!.Sizes;
        Assert.Equal((128, 32, 16), (autoencoder.LatentChannels, autoencoder.InnerChannels, autoencoder.Factor));
    }

    [Fact]
    public void QwenImage_OfARealFile_HasItsSizes()
    {
        var network = new QwenImageTransformer("", 16, 3072, 24, 12288, 60, 3584);
        Assert.Equal(network, Family("qwen_image").Find<QwenImageTransformer>());
        Assert.Equal(network with { Placement = ReferencePlacement.IndexWithoutNoise },
            Family("qwen_image_edit_2511").Find<QwenImageTransformer>());
        Assert.Equal(new QwenVision("visual.", 1280, 32, 3420, 3584), Family("te_qwen25_vl_7b").Find<QwenVision>());
        var autoencoder = Family("vae_qwen_image").Find<VaeDecoder>()!.Sizes;
        Assert.Equal((96, 2, 3, 16, 8), (autoencoder.Channels, autoencoder.EncoderBlocks, autoencoder.DecoderBlocks,
            autoencoder.LatentChannels, autoencoder.Factor));
        Assert.Equal([1, 2, 4, 4], autoencoder.ChannelMult);
    }

    [Fact]
    public void Qwen_OfARealFile_HasItsSizes()
    {
        Assert.Equal(new QwenText(NetworkRole.Qwen3, "model.", 2560, 36, 32, 8, 9728, 151936) { HasHeadNorms = true },
            Family("te_qwen3_4b").Find<QwenText>());
        Assert.Equal(new QwenText(NetworkRole.Qwen3, "model.", 4096, 36, 32, 8, 12288, 151936) { HasHeadNorms = true },
            Family("te_qwen3_8b").Find<QwenText>());
        Assert.Equal(new QwenText(NetworkRole.Qwen25Vl, "model.", 3584, 28, 28, 4, 18944, 152064) { TakesPictures = true },
            Family("te_qwen25_vl_7b").Find<QwenText>());
    }

    [Fact]
    public void Chroma_OfARealFile_HasItsSizes() => Assert.Equal(
        new ChromaTransformer("", 16, 16, 3072, 24, 12288, 19, 38, 4096, 5120, 5), Family("chroma").Find<ChromaTransformer>());

    [Theory]
    [InlineData("sd3_medium", 1536, 24, 192)]
    [InlineData("sd35_medium", 1536, 24, 384)]
    [InlineData("sd35_large", 2432, 38, 192)]
    public void MmDit_OfARealFile_HasItsSizes(string file, int width, int blocks, int side) => Assert.Equal(
        new MmDit("model.diffusion_model.", 16, 16, width, blocks, width * 4, 4096, 2048, side), Family(file).Find<MmDit>());

    [Fact]
    public void Sampling_OfMarkedFiles_IsWhatTheyWereTrainedWith()
    {
        Assert.Same(Parameterization.Epsilon, Family("sdxl_base").Parameterization);
        Assert.Same(SigmaTable.ZeroTerminalSnr, Family("sdxl_vpred_ztsnr").Sigmas);
        var continuous = Family("sdxl_edm_vpred");
        Assert.Same(Parameterization.Velocity, continuous.Parameterization);
        Assert.Equal(120, continuous.Sigmas.SigmaMax, 1e-3);
        Assert.Equal(1024, Family("ssd1b").Defaults.Side);
        var playground = Family("playground_v25");
        Assert.Equal(80, playground.Sigmas.SigmaMax, 1e-3);
        Assert.Equal(0.002, playground.Sigmas.SigmaMin, 1e-6);
    }

    private static ModelFamily Family(string file) => ModelDetector.Describe(Header(file))!.Family!;

    /// <summary>Of a real file: no numbers are behind it.</summary>
    internal static TensorHeader Header(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "detection", file + ".header.json.gz"));
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        var tensors = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var (name, entry) in JsonNode.Parse(unzipped)!.AsObject())
        {
            var shape = entry![1]!.AsArray().Select(size => (long)size!).ToArray();
            var type = (string)entry[0]!;
            var count = shape.Aggregate(1L, (product, size) => product * size);
            tensors[name] = new TensorEntry(name, type, shape, 0, count * (type == "F32" ? 4 : 2));
        }
        return new TensorHeader(file, tensors, new Dictionary<string, string>(StringComparer.Ordinal));
    }
}
