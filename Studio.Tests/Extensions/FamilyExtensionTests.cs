using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Tests.Api;
using Studio.Tests.Support;
using Studio.Web.Models;
using static Studio.Tests.Extensions.PackPrompt;

namespace Studio.Tests.Extensions;

/// <summary>The model family that docs/extensions.md shows, through the whole server: told, opened, sampled, patched and saved.</summary>
public sealed class FamilyExtensionTests
{
    private const string Prefix = "pixel_flow.";

    private readonly PackPrompt _prompt = new();

    [Fact]
    public async Task Family_FromTheDocumentation_PaintsTakesLorasAndIsSaved()
    {
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            ExtensionTests.AddSample(options.StudioDir);
            Write(Directory.CreateDirectory(Path.Join(options.Paths.Models, "checkpoints")).FullName);
            new SafetensorsWriter().Layer("diffusion_model.pixel", 4, 4).Save(
                Path.Join(Directory.CreateDirectory(Path.Join(options.Paths.Models, "loras")).FullName, "pixel-lora.safetensors"));
        });
        using var client = await ComfyClient.ConnectAsync(studio, "a");
        var checkpoint = _prompt.Node("CheckpointLoaderSimple", ("ckpt_name", "pixel.safetensors"));
        var lora = _prompt.Node("LoraLoaderModelOnly", ("model", Link(checkpoint)), ("lora_name", "pixel-lora.safetensors"),
            ("strength_model", 1));
        string[] pictures = [Picture(checkpoint, checkpoint, "a lake"), Picture(checkpoint, checkpoint, "snow"),
            Picture(checkpoint, lora, "a lake")];
        _prompt.Node("CheckpointSave", ("model", Link(checkpoint)), ("clip", Link(checkpoint, 1)), ("vae", Link(checkpoint, 2)),
            ("filename_prefix", "saved"));

        var id = await client.PostAsync(_prompt.ToString(), "a");
        await client.UntilDoneAsync(id);

        var history = (await client.GetAsync($"/history/{id}"))[id]!;
        Assert.Equal("success", (string?)history["status"]!["status_str"]);
        var pixels = await Task.WhenAll(pictures.Select(node => PixelsAsync(client, history["outputs"]![node]!)));
        Assert.All(pixels[1..], other => Assert.NotEqual(pixels[0], other));
        var models = studio.Get<ModelCatalog>();
        var facts = models.Facts(Assert.Single(models.Files("checkpoints")));
        Assert.Equal(("Pixel flow", true, 256, "simple"), (facts.Family, facts.Runs, facts.NativeSide, facts.Settings!.Scheduler));
        var saved = Directory.EnumerateFiles(studio.StudioDir, "saved*.safetensors", SearchOption.AllDirectories).Single();
        var again = ModelDetector.Describe(TensorFormats.Read(saved), studio.Get<FamilyCatalog>());
        Assert.Equal(("Pixel flow", true), (again?.Name, again?.Family?.IsWhole));
    }

    private static void Write(string folder)
    {
        var parts = TinyModel.Family with { Autoencoder = TinyModel.Family.Autoencoder with { Prefix = "vae." } };
        (string Name, long[] Shape)[] tensors =
        [
            (Prefix + "pixel.weight", [4, 4]), (Prefix + "pixel.bias", [4]), (Prefix + "text.weight", [4, parts.Text.Width]),
            (Prefix + "text.bias", [4]),
            .. CheckpointLayout.Tensors(parts).Where(tensor => !tensor.Name.StartsWith(parts.UNet.Prefix, StringComparison.Ordinal)),
        ];
        var writer = new SafetensorsWriter().Metadata("text.heads", $"{parts.Text.Heads}");
        foreach (var (name, shape) in tensors)
            writer.Add(name, "F32", TinyModel.Numbers(name, shape, 1), shape);
        writer.Save(Path.Join(folder, "pixel.safetensors"));
    }

    private string Picture(string checkpoint, string model, string text)
    {
        var told = _prompt.Node("CLIPTextEncode", ("text", text), ("clip", Link(checkpoint, 1)));
        var latent = _prompt.Node("KSampler", ("model", Link(model)), ("seed", 5), ("steps", 2), ("cfg", 1), ("sampler_name", "euler"),
            ("scheduler", "simple"), ("positive", Link(told)), ("negative", Link(told)),
            ("latent_image", Link(_prompt.Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 1)))), ("denoise", 1));
        return _prompt.Preview(_prompt.Node("VAEDecode", ("samples", Link(latent)), ("vae", Link(checkpoint, 2))));
    }

    private static async Task<byte[]> PixelsAsync(ComfyClient client, JsonNode output)
    {
        var name = (string?)output["images"]![0]!["filename"];
        return ImageCodec.Decode(await client.Http.GetByteArrayAsync($"/view?type=temp&filename={name}")).Pixels.Pixels;
    }
}
