using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Engine;

/// <summary>Workflows that people make of the nodes, with the real model and few steps.</summary>
public sealed class WorkflowTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Text = "a red sunset over snowy mountains with a lake";

    private static JsonObject Base => new()
    {
        ["model"] = Node("CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors")),
        ["yes"] = Node("CLIPTextEncode", ("text", Text), ("clip", Link("model", 1))),
        ["no"] = Node("CLIPTextEncode", ("text", ""), ("clip", Link("model", 1))),
        ["empty"] = Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 1)),
    };

    [Fact]
    public async Task TwoAdvancedSamplers_WithNoiseLeftOver_PaintWhatOneSamplerPaints()
    {
        var whole = await PictureAsync("last", ("last", Sampler("empty", 6)));

        var halves = await PictureAsync(
            "last",
            ("first", AdvancedSampler("empty", addNoise: true, 0, 3, leaveNoise: true)),
            ("last", AdvancedSampler("first", addNoise: false, 3, 10000, leaveNoise: false)));

        Compare.AssertPsnr(whole, halves, 60);
    }

    [Fact]
    public async Task SamplerCustomAdvanced_SameChoices_PaintsWhatKSamplerPaints()
    {
        var whole = await PictureAsync("last", ("last", Sampler("empty", 6)));

        var custom = await PictureAsync(
            "last",
            ("noise", Node("RandomNoise", ("noise_seed", 42))),
            ("guider", Node("CFGGuider", ("model", Link("model")), ("positive", Link("yes")), ("negative", Link("no")), ("cfg", 5))),
            ("sampler", Node("KSamplerSelect", ("sampler_name", "euler"))),
            ("sigmas", Node("BasicScheduler", ("model", Link("model")), ("scheduler", "normal"), ("steps", 6), ("denoise", 1))),
            ("last", Node("SamplerCustomAdvanced", ("noise", Link("noise")), ("guider", Link("guider")), ("sampler", Link("sampler")),
                ("sigmas", Link("sigmas")), ("latent_image", Link("empty")))));

        Compare.AssertPsnr(whole, custom, 60);
    }

    [Fact]
    public async Task LatentFromBatch_OnePicture_IsPaintedAgainAlone()
    {
        var batch = await PicturesAsync(
            "last", ("two", Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 2))), ("last", Sampler("two", 4)));

        var second = await PictureAsync(
            "last",
            ("two", Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 2))),
            ("one", Node("LatentFromBatch", ("samples", Link("two")), ("batch_index", 1), ("length", 1))),
            ("last", Sampler("one", 4)));

        Assert.Equal(2, batch.Count);
        Compare.AssertPsnr(batch[1].Pixels.ToTensor(), second, 45);
    }

    [Fact]
    public async Task Inpainting_OutsideTheMask_KeepsThePicture()
    {
        var name = StoreInput(128, mask: (x, _) => x < 64);
        var encoded = ("encoded", Node("VAEEncode", ("pixels", Link("loaded")), ("vae", Link("model", 2))));
        var loaded = ("loaded", Node("LoadImage", ("image", name)));
        var before = await PictureAsync("encoded", loaded, encoded);

        var after = await PictureAsync(
            "last", loaded, encoded,
            ("masked", Node("SetLatentNoiseMask", ("samples", Link("encoded")), ("mask", Link("loaded", 1)))),
            ("last", Sampler("masked", 4)));

        Compare.AssertPsnr(Part(before, 96, 32), Part(after, 96, 32), 30);
        var repainted = Assert.ThrowsAny<Exception>(() => Compare.AssertPsnr(Part(before, 0, 32), Part(after, 0, 32), 30));
        Assert.Contains("PSNR", repainted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InpaintEncoder_OddSizes_AreCutToTheLatentGrid()
    {
        var name = StoreInput(100, mask: (x, y) => x > 20 && x < 60 && y > 20 && y < 60);

        var picture = await PictureAsync(
            "last",
            ("loaded", Node("LoadImage", ("image", name))),
            ("encoded", Node("VAEEncodeForInpaint", ("pixels", Link("loaded")), ("vae", Link("model", 2)), ("mask", Link("loaded", 1)),
                ("grow_mask_by", 6))),
            ("last", Sampler("encoded", 2)));

        Assert.Equal([1, 96, 96, 3], picture.Shape.ToArray());
    }

    [Fact]
    public async Task ImageToImage_LowDenoise_StaysNearThePicture()
    {
        var name = StoreInput(64, mask: null);
        var loaded = ("loaded", Node("LoadImage", ("image", name)));
        var encoded = ("encoded", Node("VAEEncode", ("pixels", Link("loaded")), ("vae", Link("model", 2))));
        var before = await PictureAsync("encoded", loaded, encoded);

        var same = await PictureAsync("last", loaded, encoded, ("last", Sampler("encoded", 4, denoise: 0)));

        Compare.AssertPsnr(before, same, 60);
    }

    [Fact]
    public async Task LoadImage_NoSuchPicture_IsRefusedLikeComfy()
    {
        var prompt = Base;
        prompt["loaded"] = Node("LoadImage", ("image", "nope.png"));
        prompt["shown"] = Node("PreviewImage", ("images", Link("loaded")));

        var error = Assert.Single((await fixture.Engine.ValidateAsync(PromptParser.Parse(prompt).Prompt!)).NodeErrors["loaded"].Errors);

        Assert.Equal(("custom_validation_failed", "image - Invalid image file: nope.png"), (error.Text().Type, error.Text().Details));
    }

    [Fact]
    public async Task UnreadablePicture_AtRunTime_FailsInWords()
    {
        var stored = fixture.Store.Save(ImageFolder.Input, "broken", 1, 1, [new EncodedImage([1, 2, 3], "image/png")]);
        var prompt = new JsonObject { ["1"] = Node("LoadImage", ("image", stored[0].FileName)),
            ["2"] = Node("PreviewImage", ("images", Link("1"))) };

        var result = await fixture.RunAsync(prompt.ToJsonString());

        Assert.Equal(EngineError.BadFile, result.Failure!.Kind);
        Assert.DoesNotContain(Path.GetTempPath(), result.Failure.Message, StringComparison.Ordinal);
    }

    private static JsonObject Sampler(string latent, int steps, double denoise = 1) => Node(
        "KSampler", ("model", Link("model")), ("seed", 42), ("steps", steps), ("cfg", 5), ("sampler_name", "euler"),
        ("scheduler", "normal"),
        ("positive", Link("yes")), ("negative", Link("no")), ("latent_image", Link(latent)), ("denoise", denoise));

    private static JsonObject AdvancedSampler(string latent, bool addNoise, int start, int end, bool leaveNoise) => Node(
        "KSamplerAdvanced", ("model", Link("model")), ("add_noise", addNoise ? "enable" : "disable"), ("noise_seed", 42), ("steps", 6),
        ("cfg", 5),
        ("sampler_name", "euler"), ("scheduler", "normal"), ("positive", Link("yes")), ("negative", Link("no")),
        ("latent_image", Link(latent)),
        ("start_at_step", start), ("end_at_step", end), ("return_with_leftover_noise", leaveNoise ? "enable" : "disable"));

    private static JsonObject Node(string classType, params (string Name, JsonNode Value)[] inputs) => new()
    {
        ["class_type"] = classType,
        ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name, input.Value))),
    };

    private static JsonArray Link(string node, int slot = 0) => [node, slot];

    private static Studio.Engine.Tensors.Tensor Part(Studio.Engine.Tensors.Tensor picture, int left, int width) =>
        Studio.Engine.Tensors.Resample.Narrow(picture, 2, left, width);

    private async Task<Studio.Engine.Tensors.Tensor> PictureAsync(string latent, params (string Id, JsonObject Node)[] nodes) =>
        Assert.Single(await PicturesAsync(latent, nodes)).Pixels.ToTensor();

    private async Task<IReadOnlyList<DecodedImage>> PicturesAsync(string latent, params (string Id, JsonObject Node)[] nodes)
    {
        var prompt = Base;
        foreach (var (id, node) in nodes)
            prompt[id] = node.DeepClone();
        prompt["decoded"] = Node("VAEDecode", ("samples", Link(latent)), ("vae", Link("model", 2)));
        prompt["shown"] = Node("PreviewImage", ("images", Link("decoded")));
        var result = await fixture.RunAsync(prompt.ToJsonString());
        Assert.True(result.End == RunEnd.Success, result.Failure?.Message);
        return fixture.Pictures(result, "shown");
    }

    /// <summary>A picture with soft colours in the input folder; where the mask is, it is transparent.</summary>
    private string StoreInput(int side, Func<int, int, bool>? mask)
    {
        var pixels = new byte[side * side * 4];
        for (var i = 0; i < side * side; i++)
        {
            var (y, x) = (i / side, i % side);
            ReadOnlySpan<byte> colour = [(byte)(x * 200 / side), (byte)(y * 200 / side), 120, (byte)(mask?.Invoke(x, y) == true ? 0 : 255)];
            colour.CopyTo(pixels.AsSpan(i * 4));
        }
        return fixture.Store.Save(ImageFolder.Input, "input", side, side,
            [ImageCodec.EncodePng(new RgbImage(pixels, 1, side, side, 4))])[0].FileName;
    }
}
