using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Api;

/// <summary>Stable Diffusion 3.5 as people run it, in one file and in files of their own, over the API.</summary>
public sealed class Sd3WorkflowTests(Sd3WorkflowTests.Server server) : IClassFixture<Sd3WorkflowTests.Server>
{
    private static DemoPrompt Whole() => new DemoPrompt().Set("1", "ckpt_name", "sd3.5_medium.safetensors").Set("5", "steps", 2)
        .Add("4", "EmptySD3LatentImage", ("width", 64), ("height", 48), ("batch_size", 1));

    private static DemoPrompt Apart() => Whole()
        .Add("1", "UNETLoader", ("unet_name", "sd3.5_medium.safetensors"), ("weight_dtype", "default"))
        .Add("31", "TripleCLIPLoader", ("clip_name1", "t5xxl_fp16.safetensors"), ("clip_name2", "clip_l.safetensors"),
            ("clip_name3", "clip_g.safetensors"))
        .Add("32", "VAELoader", ("vae_name", "sd3_vae.safetensors")).Clip("31", 0).Set("6", "vae", Link("32", 0));

    [Fact]
    public async Task SeparateFiles_InAnyOrder_GiveTheSamePicture()
    {
        var apart = await PictureAsync(Apart());
        Assert.Equal((64, 48), (apart.Width, apart.Height));
        Assert.Equal(apart.Pixels, (await PictureAsync(Apart().Add("31", "TripleCLIPLoaderGGUF", ("clip_name1", "clip_l.safetensors"),
            ("clip_name2", "clip_g.safetensors"), ("clip_name3", "t5xxl_fp16.safetensors")))).Pixels);
    }

    [Fact]
    public async Task Patches_OfTheModel_ChangeItsPicture()
    {
        var whole = await PictureAsync(Whole());
        Assert.Equal((64, 48), (whole.Width, whole.Height));
        DemoPrompt Shifted(double shift) => Whole().Add("40", "ModelSamplingSD3", ("model", Link("1", 0)), ("shift", shift)).Model("40");
        Assert.Equal(whole.Pixels, (await PictureAsync(Shifted(3))).Pixels);
        Assert.NotEqual(whole.Pixels, (await PictureAsync(Shifted(1))).Pixels);
        Assert.NotEqual(whole.Pixels, (await PictureAsync(Whole().Add("40", "SkipLayerGuidanceSD3", ("model", Link("1", 0)),
            ("layers", "1, 2"), ("scale", 3), ("start_percent", 0), ("end_percent", 1)).Model("40"))).Pixels);
    }

    [Fact]
    public async Task ClipTextEncodeSd3_ATextForEach_IsWhatTheyAreGiven()
    {
        const string text = "a red sunset over snowy mountains";
        DemoPrompt Told(string l, string g, string t5) => Whole().Add("2", "CLIPTextEncodeSD3", ("clip", Link("1", 1)),
            ("clip_l", l), ("clip_g", g), ("t5xxl", t5), ("empty_padding", "empty_prompt"));
        var whole = (await PictureAsync(Whole())).Pixels;
        Assert.Equal(whole, (await PictureAsync(Told(text, text, text))).Pixels);
        var pictures = new List<byte[]> { whole };
        foreach (var (l, g, t5) in new[] { ("", text, text), (text, "", text), (text, text, "") })
            pictures.Add((await PictureAsync(Told(l, g, t5))).Pixels);
        Assert.Equal(4, pictures.Select(Convert.ToHexString).Distinct().Count());
    }

    private async Task<RgbImage> PictureAsync(DemoPrompt prompt)
    {
        using var client = await ComfyClient.ConnectAsync(server.Studio, "sd3");
        var id = await client.PostAsync(prompt.Json, "sd3");
        var frames = await client.UntilDoneAsync(id);
        var history = (await client.GetAsync($"/history/{id}"))[id]!;
        Assert.True((string?)history["status"]!["status_str"] == "success",
            (string?)frames.FirstOrDefault(frame => (string?)frame["type"] == "execution_error")?["data"]!["exception_message"]);
        using var http = server.Studio.CreateClient();
        var saved = history["outputs"]!["9"]!["images"]![0]!;
        return ImageCodec.Decode(await http.GetByteArrayAsync($"/view?filename={saved["filename"]}&type=output")).Pixels;
    }

    /// <summary>A server with a tiny Stable Diffusion 3.5 in one file and in files of their own.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal StudioApplication Studio { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Studio = await StudioApplication.StartAsync();
            File.Copy(FamilyGolden.Of("sd35_medium").Path, PathOf("checkpoints", "sd3.5_medium.safetensors"));
            foreach (var (prefix, kind, name) in new[]
            {
                ("model.diffusion_model.", "diffusion_models", "sd3.5_medium"),
                ("text_encoders.clip_l.transformer.", "text_encoders", "clip_l"),
                ("text_encoders.t5xxl.transformer.", "text_encoders", "t5xxl_fp16"), ("first_stage_model.", "vae", "sd3_vae"),
            })
                TinyFlux.Part(prefix, "sd35_medium").Save(PathOf(kind, name + ".safetensors"));
            new SafetensorsWriter().Add(DeepClipG()).Save(PathOf("text_encoders", "clip_g.safetensors"));
        }

        /// <summary>The tiny bigG with as many layers as the true one, which it is told by.</summary>
        private static JsonArray DeepClipG()
        {
            const string prefix = "text_encoders.clip_g.transformer.";
            const string layer = "text_model.encoder.layers.0.";
            var tensors = new JsonArray();
            foreach (var tensor in FamilyGolden.Of("sd35_medium").Recipe.AsArray())
            {
                var name = (string)tensor!["n"]!;
                if (!name.StartsWith(prefix, StringComparison.Ordinal))
                    continue;
                var own = name[prefix.Length..];
                var isLayer = own.StartsWith(layer, StringComparison.Ordinal);
                if (!isLayer && own.StartsWith("text_model.encoder.layers.", StringComparison.Ordinal))
                    continue;
                foreach (var place in Enumerable.Range(0, isLayer ? 32 : 1))
                {
                    var copy = tensor.DeepClone();
                    copy["n"] = isLayer ? $"text_model.encoder.layers.{place}.{own[layer.Length..]}" : own;
                    tensors.Add(copy);
                }
            }
            return tensors;
        }

        public async Task DisposeAsync() => await Studio.DisposeAsync();

        private string PathOf(string kind, string name)
        {
            var folder = Path.Join(Studio.StudioDir, "models", kind);
            Directory.CreateDirectory(folder);
            return Path.Join(folder, name);
        }
    }
}
