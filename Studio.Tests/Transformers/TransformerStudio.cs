using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Api;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Transformers;

/// <summary>A server with the families whose text encoders are language models, tiny, under the names that public files have.</summary>
public sealed class TransformerStudio : IAsyncLifetime
{
    internal StudioApplication Studio { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Studio = await StudioApplication.StartAsync(demoModel: true);
        File.Copy(FamilyGolden.Of("z_image").Path, PathOf("checkpoints", "z_image.safetensors"));
        Part("z_image", TinyFlux.DenoiserPrefix, "diffusion_models", "z_image_turbo_bf16.safetensors");
        Part("z_image", "text_encoders.qwen3_4b.transformer.", "text_encoders", "qwen_3_4b.safetensors");
        Part("z_image", TinyFlux.VaePrefix, "vae", "ae.safetensors");
        Part("qwen_image", TinyFlux.DenoiserPrefix, "diffusion_models", "qwen_image_fp8_e4m3fn.safetensors");
        Part("qwen_image", "text_encoders.qwen25_7b.transformer.", "text_encoders", "qwen_2.5_vl_7b_fp8_scaled.safetensors");
        Part("qwen_image", TinyFlux.VaePrefix, "vae", "qwen_image_vae.safetensors");
        Part("flux2_klein", TinyFlux.DenoiserPrefix, "diffusion_models", "flux-2-klein-4b.safetensors");
        // of the same shape as Z-Image's, but deeper: the true file is one and the same
        Part("flux2_klein", "text_encoders.qwen3_4b.transformer.", "text_encoders", "qwen_3_4b_klein.safetensors");
        Part("flux2_klein", TinyFlux.VaePrefix, "vae", "flux2-vae.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf("loras", "x"))!);
        new SafetensorsWriter().Layer("transformer_blocks.0.attn.to_q", 256, 256).Layer("transformer_blocks.1.img_mlp.net.2", 256, 1024)
            .Save(PathOf("loras", "Qwen-Image-Lightning-8steps-V1.0.safetensors"));
        File.WriteAllBytes(Path.Join(Directory.CreateDirectory(Path.Join(Studio.StudioDir, "input")).FullName, "input-1.png"),
            ImageCodec.EncodePng(new RgbImage([.. Enumerable.Range(0, 48 * 32 * 3).Select(i => (byte)(i * 7))], 1, 32, 48, 3)).Bytes);
    }

    public async Task DisposeAsync() => await Studio.DisposeAsync();

    /// <summary>The whole sequence of a prompt: what was sent on the way, and its entry of the history.</summary>
    internal async Task<(IReadOnlyList<JsonObject> Frames, JsonNode History)> RunAsync(DemoPrompt prompt)
    {
        using var client = await ComfyClient.ConnectAsync(Studio, "transformers");
        var id = await client.PostAsync(prompt.Json, "transformers");
        var frames = await client.UntilDoneAsync(id);
        return (frames, (await client.GetAsync($"/history/{id}"))[id]!);
    }

    /// <summary>The picture of a run that must succeed.</summary>
    internal async Task<RgbImage> PictureAsync(DemoPrompt prompt)
    {
        var (frames, history) = await RunAsync(prompt);
        Assert.True((string?)history["status"]!["status_str"] == "success", Failure(frames));
        using var http = Studio.CreateClient();
        var saved = history["outputs"]!["9"]!["images"]![0]!;
        return ImageCodec.Decode(await http.GetByteArrayAsync($"/view?filename={saved["filename"]}&type=output")).Pixels;
    }

    /// <summary>The message of a run that must fail.</summary>
    internal async Task<string> FailureAsync(DemoPrompt prompt) => Failure((await RunAsync(prompt)).Frames) ?? "nothing failed";

    internal string PathOf(string kind, string name)
    {
        var folder = Path.Join(Studio.StudioDir, "models", kind);
        Directory.CreateDirectory(folder);
        return Path.Join(folder, name);
    }

    private static string? Failure(IReadOnlyList<JsonObject> frames) => (string?)frames
        .FirstOrDefault(frame => (string?)frame["type"] == "execution_error")?["data"]!["exception_message"];

    private void Part(string family, string prefix, string kind, string name) =>
        TinyFlux.Part(prefix, family).Save(PathOf(kind, name));
}
