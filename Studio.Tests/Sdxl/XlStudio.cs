using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Tests.Api;
using Studio.Tests.Support;

namespace Studio.Tests.Sdxl;

/// <summary>All tests of the collection share one server, and the files of SDXL in its folders.</summary>
[CollectionDefinition(nameof(XlStudio))]
public sealed class XlStudioDefinition : ICollectionFixture<XlStudio>
{
}

/// <summary>
/// A server with the demo model (Stable Diffusion 1) and small ones of SDXL: base, refiner, and the base's networks as files of their own.
/// </summary>
public sealed class XlStudio : IAsyncLifetime
{
    internal StudioApplication Studio { get; private set; } = null!;

    internal ModelPool Pool => Studio.Get<ModelPool>();

    public async Task InitializeAsync()
    {
        Studio = await StudioApplication.StartAsync(demoModel: true);
        var tensors = TinyXl.Tensors().ToList();
        tensors.Save(PathOf("checkpoints", "sdxl.safetensors"));
        tensors.Where(tensor => tensor.Name.StartsWith(TinyXl.UNetPrefix, StringComparison.Ordinal))
            .Save(PathOf("checkpoints", "sdxl-unet.safetensors"));
        tensors.Of(TinyXl.UNetPrefix).Save(PathOf("diffusion_models", "unet.safetensors"));
        tensors.Of(TinyXl.UNetPrefix).Select(ForInpainting).Save(PathOf("diffusion_models", "inpaint.safetensors"));
        tensors.Of(TinyXl.UNetPrefix).Select(tensor => WithoutNumbers(tensor, "out.2.bias"))
            .Save(PathOf("diffusion_models", "broken.safetensors"));
        tensors.Of(TinyXl.VaePrefix).Select(tensor => WithoutNumbers(tensor, "decoder.conv_out.bias"))
            .Save(PathOf("vae", "broken.safetensors"));
        tensors.Of(TinyXl.VaePrefix).Save(PathOf("vae", "vae.safetensors"));
        tensors.Of(TinyXl.ClipLPrefix).Save(PathOf("text_encoders", "clip_l.safetensors"));
        XlParts.TransformersClipG(tensors).Save(PathOf("text_encoders", "clip_g.safetensors"));
        TinyXl.Tensors("sdxl_refiner").Save(PathOf("checkpoints", "refiner.safetensors"));
    }

    public async Task DisposeAsync() => await Studio.DisposeAsync();

    /// <summary>Where a model file of a kind belongs.</summary>
    internal string PathOf(string kind, string name)
    {
        var folder = Path.Join(Studio.StudioDir, "models", kind);
        Directory.CreateDirectory(folder);
        return Path.Join(folder, name);
    }

    internal LoadedCheckpoint Base() => Pool.LoadCheckpoint(PathOf("checkpoints", "sdxl.safetensors"), CancellationToken.None);

    /// <summary>Posts a prompt and waits for its end; what the socket told, and the history.</summary>
    internal async Task<(IReadOnlyList<JsonObject> Frames, JsonNode History)> RunAsync(string prompt)
    {
        using var client = await ComfyClient.ConnectAsync(Studio, "sdxl");
        var id = await client.PostAsync(prompt, "sdxl");
        var frames = await client.UntilDoneAsync(id);
        return (frames, (await client.GetAsync($"/history/{id}"))[id]!);
    }

    /// <summary>What a run that ended well has saved.</summary>
    internal async Task<RgbImage> PictureAsync(JsonNode history)
    {
        using var http = Studio.CreateClient();
        var saved = history["outputs"]!["9"]!["images"]![0]!;
        return ImageCodec.Decode(await http.GetByteArrayAsync($"/view?filename={saved["filename"]}&type=output")).Pixels;
    }

    private static RecipeTensor WithoutNumbers(RecipeTensor tensor, string name) => tensor.Name == name
        ? tensor with { Numbers = Array.ConvertAll(tensor.Numbers, _ => float.NaN) }
        : tensor;

    /// <summary>The first convolution with room for a mask and a picture beside the noise.</summary>
    private static RecipeTensor ForInpainting(RecipeTensor tensor)
    {
        const int inputs = 9;
        if (tensor.Name != "input_blocks.0.0.weight")
            return tensor;
        var (rows, old) = ((int)tensor.Shape[0], tensor.Numbers.Length / (int)tensor.Shape[0]);
        var wide = new float[tensor.Numbers.Length / (int)tensor.Shape[1] * inputs];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = tensor.Numbers[(i / (wide.Length / rows) * old) + (i % (wide.Length / rows) % old)];
        return tensor with { Shape = [rows, inputs, 3, 3], Numbers = wide };
    }
}
