using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Api;

/// <summary>The workflows that people lead models by pictures with, over the API, on tiny models.</summary>
public sealed class IpAdapterWorkflowTests(IpAdapterWorkflowTests.Server server) : IClassFixture<IpAdapterWorkflowTests.Server>
{
    private const string Face = "ip-adapter-faceid_sd15.safetensors";

    private static DemoPrompt Base() => new DemoPrompt().Set("1", "ckpt_name", "sd15.safetensors").Set("5", "steps", 2)
        .Add("20", "EmptyImage", ("width", 40), ("height", 56), ("batch_size", 1), ("color", 0x3060C0))
        .Add("21", "PrepImageForClipVision", ("image", Link("20", 0)), ("interpolation", "LANCZOS"), ("crop_position", "top"),
            ("sharpening", 0.1));

    private static DemoPrompt Unified() => Base()
        .Add("22", "IPAdapterUnifiedLoader", ("model", Link("1", 0)), ("preset", "PLUS (high strength)"))
        .Add("23", "IPAdapter", ("model", Link("22", 0)), ("ipadapter", Link("22", 1)), ("image", Link("21", 0)), ("weight", 0.8),
            ("start_at", 0), ("end_at", 1), ("weight_type", "standard")).Model("23");

    private static DemoPrompt Advanced(string file = "ip-adapter-plus_sd15.safetensors") => Base()
        .Add("24", "IPAdapterModelLoader", ("ipadapter_file", file))
        .Add("25", "CLIPVisionLoader", ("clip_name", "CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors"))
        .Add("23", "IPAdapterAdvanced", ("model", Link("1", 0)), ("ipadapter", Link("24", 0)), ("image", Link("21", 0)), ("weight", 0.8),
            ("weight_type", "linear"), ("combine_embeds", "concat"), ("start_at", 0), ("end_at", 1), ("embeds_scaling", "V only"),
            ("clip_vision", Link("25", 0))).Model("23");

    [Fact]
    public async Task OneAdapter_ByEachWayToNameIt_GivesOnePicture()
    {
        var unified = await PictureAsync(Unified());
        Assert.NotEqual((await PictureAsync(Base())).Pixels, unified.Pixels);
        Assert.Equal(unified.Pixels, (await PictureAsync(Advanced())).Pixels);
        Assert.Equal(unified.Pixels, (await PictureAsync(Advanced()
            .Add("26", "IPAdapterEncoder", ("ipadapter", Link("24", 0)), ("image", Link("21", 0)), ("weight", 1), ("clip_vision",
                Link("25", 0)))
            .Add("27", "IPAdapterCombineEmbeds", ("embed1", Link("26", 0)), ("method", "concat"))
            .Add("23", "IPAdapterEmbeds", ("model", Link("1", 0)), ("ipadapter", Link("24", 0)), ("pos_embed", Link("27", 0)), ("weight",
                0.8),
                ("weight_type", "linear"), ("start_at", 0), ("end_at", 1), ("embeds_scaling", "V only"), ("neg_embed", Link("26",
                    1))))).Pixels);
        Assert.Equal(unified.Pixels, (await PictureAsync(Advanced()
            .Add("23", "IPAdapterApply", ("ipadapter", Link("24", 0)), ("clip_vision", Link("25", 0)), ("image", Link("21", 0)),
                ("model", Link("1", 0)), ("weight", 0.8), ("noise", 0), ("weight_type", "original"), ("start_at", 0), ("end_at", 1),
                ("unfold_batch", false)))).Pixels);
    }

    [Fact]
    public async Task WithoutAnEncoder_OrWithAFace_SaysWhatIsMissing()
    {
        var alone = Advanced();
        alone.Add("23", "IPAdapterAdvanced", ("model", Link("1", 0)), ("ipadapter", Link("24", 0)), ("image", Link("21", 0)), ("weight",
            0.8),
            ("weight_type", "linear"), ("combine_embeds", "concat"), ("start_at", 0), ("end_at", 1), ("embeds_scaling", "V only"));
        Assert.Contains("Connect CLIPVisionLoader to clip_vision", await ErrorAsync(alone), StringComparison.Ordinal);
        var face = await ErrorAsync(Advanced(Face));
        Assert.Contains("recognised as an IP-Adapter FaceID", face, StringComparison.Ordinal);
        Assert.Contains("InsightFace", face, StringComparison.Ordinal);
        var standard = Unified().Add("22", "IPAdapterUnifiedLoader", ("model", Link("1", 0)), ("preset", "STANDARD (medium strength)"));
        Assert.Contains("There is no file in ipadapter", await ErrorAsync(standard), StringComparison.Ordinal);
    }

    private async Task<(IReadOnlyList<JsonObject> Frames, JsonNode History)> RunAsync(DemoPrompt prompt)
    {
        using var client = await ComfyClient.ConnectAsync(server.Studio, "led");
        var id = await client.PostAsync(prompt.Json, "led");
        var frames = await client.UntilDoneAsync(id);
        return (frames, (await client.GetAsync($"/history/{id}"))[id]!);
    }

    private async Task<string> ErrorAsync(DemoPrompt prompt)
    {
        var (frames, _) = await RunAsync(prompt);
        return (string)frames.Single(frame => (string?)frame["type"] == "execution_error")["data"]!["exception_message"]!;
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

    /// <summary>A server with a tiny Stable Diffusion 1.5, an adapter for it and the encoder that belongs to it.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal StudioApplication Studio { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Studio = await StudioApplication.StartAsync();
            File.Copy(FamilyGolden.Of("sd15_base").Path, Path.Join(Folder("checkpoints"), "sd15.safetensors"));
            File.Copy(FamilyGolden.Of("ipadapter_sd15", "ip_adapter_plus").Path, Path.Join(Folder("ipadapter"),
                "ip-adapter-plus_sd15.safetensors"));
            new SafetensorsWriter().Add("ip_adapter.0.to_q_lora.down.weight", "F32", [1], 1, 1)
                .Add("ip_adapter.1.to_k_ip.weight", "F32", [1], 1, 1).Save(Path.Join(Folder("ipadapter"), Face));
            TinyVision.Save(Folder("clip_vision"));
        }

        public async Task DisposeAsync() => await Studio.DisposeAsync();

        private string Folder(string kind)
        {
            var folder = Path.Join(Studio.StudioDir, "models", kind);
            Directory.CreateDirectory(folder);
            return folder;
        }
    }
}
