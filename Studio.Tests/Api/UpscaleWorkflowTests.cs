using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;
using Studio.Web.Models;

namespace Studio.Tests.Api;

/// <summary>The workflow that most public files have: a picture, an upscaler from a .pth, the picture saved.</summary>
public sealed class UpscaleWorkflowTests : IClassFixture<UpscaleWorkflowTests.UpscaleStudio>
{
    private const string Upscaler = "RealESRGAN_x4.pth";

    private readonly StudioApplication _studio;

    public UpscaleWorkflowTests(UpscaleStudio shared) => _studio = shared.Studio;

    [Fact]
    public async Task Prompt_WithAPth_SavesTheLargerPicture()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "upscale");
        var pixels = Enumerable.Range(0, 12 * 10 * 3).Select(i => (byte)(i * 7)).ToArray();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(ImageCodec.EncodePng(new RgbImage(pixels, 1, 10, 12, 3)).Bytes), "image", "small.png" },
        };
        (await client.Http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
        var prompt = new JsonObject
        {
            ["1"] = Node("LoadImage", ("image", "small.png")),
            ["2"] = Node("UpscaleModelLoader", ("model_name", Upscaler)),
            ["3"] = Node("ImageUpscaleWithModel", ("upscale_model", new JsonArray("2", 0)), ("image", new JsonArray("1", 0))),
            ["9"] = Node("SaveImage", ("images", new JsonArray("3", 0)), ("filename_prefix", "up")),
        };

        var id = await client.PostAsync(prompt.ToJsonString(), "upscale");
        var frames = await client.UntilDoneAsync(id);

        var history = (await client.GetAsync($"/history/{id}"))[id]!;
        Assert.True((string?)history["status"]!["status_str"] == "success",
            (string?)frames.FirstOrDefault(frame => (string?)frame["type"] == "execution_error")?["data"]!["exception_message"]);
        var saved = history["outputs"]!["9"]!["images"]![0]!;
        var picture = ImageCodec.Decode(
            await client.Http.GetByteArrayAsync($"/view?filename={saved["filename"]}&type={saved["type"]}")).Pixels;
        Assert.Equal((48, 40), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.Distinct().Count() > 10);
        Assert.Contains(frames, frame => (string?)frame["type"] == "progress" && (string?)frame["data"]!["node"] == "3"
            && (int)frame["data"]!["value"]! == 1 && (int)frame["data"]!["max"]! == 1);
    }

    [Fact]
    public async Task Lists_OfUpscalers_HaveThePthAndWhatItIs()
    {
        using var http = _studio.CreateClient();
        Assert.Equal([Upscaler, "dat.pth"], Texts(await http.GetStringAsync("/models/upscale_models")));
        var info = JsonNode.Parse(await http.GetStringAsync("/object_info/UpscaleModelLoader"))!["UpscaleModelLoader"]!;
        Assert.Equal([Upscaler, "dat.pth"], Texts(info["input"]!["required"]!["model_name"]![0]!.ToJsonString()));
        var catalog = _studio.Get<ModelCatalog>();
        var facts = catalog.Files("upscale_models").ToDictionary(file => file.Name, catalog.Facts, StringComparer.Ordinal);
        Assert.Equal(("ESRGAN x4", "upscale_models", null), (facts[Upscaler].Family, facts[Upscaler].BelongsTo, facts[Upscaler].Problem));
        Assert.Equal(("DAT", "upscale_models"), (facts["dat.pth"].Family, facts["dat.pth"].BelongsTo));
    }

    [Fact]
    public async Task Prompt_WithAnotherArchitecture_SaysWhichAndWhatRuns()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "dat");
        var prompt = new JsonObject
        {
            ["1"] = Node("EmptyImage", ("width", 8), ("height", 8), ("batch_size", 1), ("color", 0)),
            ["2"] = Node("UpscaleModelLoader", ("model_name", "dat.pth")),
            ["3"] = Node("ImageUpscaleWithModel", ("upscale_model", new JsonArray("2", 0)), ("image", new JsonArray("1", 0))),
            ["9"] = Node("PreviewImage", ("images", new JsonArray("3", 0))),
        };
        var id = await client.PostAsync(prompt.ToJsonString(), "dat");
        var error = (await client.UntilDoneAsync(id)).Single(frame => (string?)frame["type"] == "execution_error");
        Assert.Contains("recognised as DAT", (string?)error["data"]!["exception_message"], StringComparison.Ordinal);
        Assert.Contains("Real-ESRGAN", (string?)error["data"]!["exception_message"], StringComparison.Ordinal);
    }

    private static JsonObject Node(string type, params (string Name, JsonNode Value)[] inputs) => new()
    {
        ["class_type"] = type,
        ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name, input.Value))),
    };

    private static IEnumerable<string> Texts(string json) => JsonNode.Parse(json)!.AsArray().Select(text => (string)text!);

    /// <summary>A server with an upscaler as its trainer saves it, and one that does not run.</summary>
    public sealed class UpscaleStudio : SharedStudio
    {
        protected override async Task<StudioApplication> StartAsync()
        {
            var studio = await StudioApplication.StartAsync();
            var folder = Path.Join(studio.StudioDir, "models", "upscale_models");
            Directory.CreateDirectory(folder);
            using var file = TensorFile.Open(FamilyGolden.Of("esrgan", "realesrgan_x4").Path);
            var writer = new TorchWriter();
            writer.Pickle.Op("}").Item("params_ema", pickle =>
            {
                pickle.Global("collections", "OrderedDict").Op(")R");
                foreach (var tensor in file.Header.Tensors.Values)
                    pickle.Item(tensor.Name, _ => writer.Tensor(tensor.DType, file.Map(tensor.Name).ToArray(), [.. tensor.Shape]));
            });
            writer.SaveArchive(Path.Join(folder, Upscaler));
            var dat = new TorchWriter();
            dat.Pickle.Op("}").Item("layers.0.blocks.0.attn.channel_interaction.1.weight", _ => dat.Tensor([1], 1));
            dat.SaveSequence(Path.Join(folder, "dat.pth"));
            return studio;
        }
    }
}
