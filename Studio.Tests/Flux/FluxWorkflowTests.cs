using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Tests.Api;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Flux;

/// <summary>The workflows that people run with Flux, as their public files have them, over the API.</summary>
public sealed class FluxWorkflowTests(FluxWorkflowTests.Server server) : IClassFixture<FluxWorkflowTests.Server>
{
    /// <summary>The shape of most public files: separate files, guidance, a sampler with parts of its own.</summary>
    private static DemoPrompt Custom() => new DemoPrompt()
        .Add("1", "UNETLoader", ("unet_name", "flux1-dev.safetensors"), ("weight_dtype", "default"))
        .Add("31", "DualCLIPLoader", ("clip_name1", "t5xxl_fp16.safetensors"), ("clip_name2", "clip_l.safetensors"), ("type", "flux"))
        .Add("32", "VAELoader", ("vae_name", "ae.safetensors"))
        .Add("33", "FluxGuidance", ("conditioning", Link("2", 0)), ("guidance", 3.5))
        .Add("34", "ModelSamplingFlux", ("model", Link("1", 0)), ("max_shift", 1.15), ("base_shift", 0.5), ("width", 1024),
            ("height", 1024))
        .Add("35", "BasicGuider", ("model", Link("34", 0)), ("conditioning", Link("33", 0)))
        .Add("36", "BasicScheduler", ("model", Link("34", 0)), ("scheduler", "simple"), ("steps", 3), ("denoise", 1))
        .Add("37", "KSamplerSelect", ("sampler_name", "euler"))
        .Add("38", "RandomNoise", ("noise_seed", 5))
        .Add("4", "EmptySD3LatentImage", ("width", 64), ("height", 48), ("batch_size", 1))
        .Add("5", "SamplerCustomAdvanced", ("noise", Link("38", 0)), ("guider", Link("35", 0)), ("sampler", Link("37", 0)),
            ("sigmas", Link("36", 0)), ("latent_image", Link("4", 0)))
        .Clip("31", 0).Set("6", "vae", Link("32", 0));

    /// <summary>All in one file, and the plain sampler.</summary>
    private static DemoPrompt Whole() => new DemoPrompt().Set("1", "ckpt_name", "flux.safetensors")
        .Add("4", "EmptySD3LatentImage", ("width", 64), ("height", 48), ("batch_size", 1))
        .Set("5", "steps", 3).Set("5", "cfg", 1).Set("5", "scheduler", "simple");

    [Fact]
    public async Task SeparateFiles_WithPartsOfTheSampler_GiveThePictureOfTheWholeFile()
    {
        var (custom, whole) = (await PictureAsync(Custom()), await PictureAsync(Whole()));
        Assert.Equal((64, 48), (custom.Width, custom.Height));
        // a megapixel has the model's own shift, and 3.5 is the usual guidance
        Assert.Equal(whole.Pixels, custom.Pixels);
        Assert.NotEqual(whole.Pixels, (await PictureAsync(Custom().Set("33", "guidance", 1))).Pixels);
        Assert.NotEqual(whole.Pixels, (await PictureAsync(Custom().Set("34", "width", 512))).Pixels);
    }

    /// <summary>The denoiser in GGUF, by the loaders that workflows name for it.</summary>
    [Fact]
    public async Task GgufFiles_ByTheirLoaders_GiveAPicture()
    {
        DemoPrompt Gguf() => Custom().Add("31", "DualCLIPLoaderGGUF", ("clip_name1", "t5xxl_fp16.safetensors"),
            ("clip_name2", "clip_l.safetensors"), ("type", "flux"));
        var simple = await PictureAsync(Gguf().Add("1", "UnetLoaderGGUF", ("unet_name", "flux1-schnell-Q4_K_S.gguf")));
        var advanced = await PictureAsync(Gguf().Add("1", "UnetLoaderGGUFAdvanced", ("unet_name", "flux1-schnell-Q4_K_S.gguf"),
            ("dequant_dtype", "default"), ("patch_dtype", "default"), ("patch_on_device", false)));
        Assert.Equal(simple.Pixels, advanced.Pixels);
        Assert.NotEqual(simple.Pixels, (await PictureAsync(Custom())).Pixels);
    }

    [Fact]
    public async Task ClipTextEncodeFlux_ATextForEachEncoder_ChangesWhatItSays()
    {
        DemoPrompt Told(string l, string t5) => Whole().Add("2", "CLIPTextEncodeFlux", ("clip", Link("1", 1)), ("clip_l", l),
            ("t5xxl", t5), ("guidance", 3.5));
        var pictures = new List<byte[]>
        {
            (await PictureAsync(Told("a lake", "a lake"))).Pixels, (await PictureAsync(Told("a fox", "a lake"))).Pixels,
            (await PictureAsync(Told("a lake", "a fox"))).Pixels,
            (await PictureAsync(Told("a lake", "a lake").Add("40", "FluxDisableGuidance", ("conditioning", Link("2", 0)))
                .Set("5", "positive", Link("40", 0)))).Pixels,
        };
        Assert.Equal(4, pictures.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(pictures[0], (await PictureAsync(Whole().Set("2", "text", "a lake"))).Pixels);
    }

    [Fact]
    public async Task Text_OfAnotherFamily_IsRefused()
    {
        var (frames, _) = await RunAsync(
            Whole().Add("50", "CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors")).Clip("50", 1));
        var error = frames.Single(frame => (string?)frame["type"] == "execution_error")["data"]!;
        Assert.Contains("but this model (Flux dev) takes texts of width 128", (string?)error["exception_message"],
            StringComparison.Ordinal);
    }

    [Fact]
    public void LoadClip_OfT5Alone_SaysWhatBelongsBesideIt() => Assert.Contains(
        "flux takes a text encoder (CLIP-L) and a text encoder (T5)",
        Assert.Throws<EngineException>(() => server.Studio.Get<ModelPool>()
            .LoadClip(server.PathOf("text_encoders", "t5xxl_fp16.safetensors"), CancellationToken.None)).Message,
        StringComparison.Ordinal);

    private async Task<(IReadOnlyList<JsonObject> Frames, JsonNode History)> RunAsync(DemoPrompt prompt)
    {
        using var client = await ComfyClient.ConnectAsync(server.Studio, "flux");
        var id = await client.PostAsync(prompt.Json, "flux");
        var frames = await client.UntilDoneAsync(id);
        return (frames, (await client.GetAsync($"/history/{id}"))[id]!);
    }

    private async Task<RgbImage> PictureAsync(DemoPrompt prompt)
    {
        var (frames, history) = await RunAsync(prompt);
        Assert.True((string?)history["status"]!["status_str"] == "success",
            (string?)frames.FirstOrDefault(frame => (string?)frame["type"] == "execution_error")?["data"]!["exception_message"]);
        using var http = server.Studio.CreateClient();
        var saved = history["outputs"]!["9"]!["images"]![0]!;
        return ImageCodec.Decode(await http.GetByteArrayAsync($"/view?filename={saved["filename"]}&type=output")).Pixels;
    }

    /// <summary>A server with Flux in one file and in files of their own, and the demo model.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal StudioApplication Studio { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Studio = await StudioApplication.StartAsync(demoModel: true);
            File.Copy(FamilyGolden.Of("flux_dev").Path, PathOf("checkpoints", "flux.safetensors"));
            TinyFlux.Part(TinyFlux.DenoiserPrefix).Save(PathOf("diffusion_models", "flux1-dev.safetensors"));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "families", "gguf_flux", "model.gguf"),
                PathOf("diffusion_models", "flux1-schnell-Q4_K_S.gguf"));
            TinyFlux.Part(TinyFlux.ClipLPrefix).Save(PathOf("text_encoders", "clip_l.safetensors"));
            TinyFlux.Part(TinyFlux.T5Prefix).Save(PathOf("text_encoders", "t5xxl_fp16.safetensors"));
            TinyFlux.Part(TinyFlux.VaePrefix).Save(PathOf("vae", "ae.safetensors"));
        }

        public async Task DisposeAsync() => await Studio.DisposeAsync();

        internal string PathOf(string kind, string name)
        {
            var folder = Path.Join(Studio.StudioDir, "models", kind);
            Directory.CreateDirectory(folder);
            return Path.Join(folder, name);
        }
    }
}
