using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Imaging;
using static Studio.Tests.Extensions.PackPrompt;

namespace Studio.Tests.Extensions;

/// <summary>
/// A sampler, a scheduler and a guider of an extension through the whole server, beside those of Studio that compute the same.
/// </summary>
public sealed class PackSamplingTests(PackSamplingTests.Host host) : IClassFixture<PackSamplingTests.Host>
{
    private readonly PackStudio _studio = host.Studio;
    private readonly PackPrompt _prompt = new();

    [Theory]
    [InlineData("KSampler", "sampler_name", "scheduler")]
    [InlineData("KSamplerAdvanced", "sampler_name", "scheduler")]
    [InlineData("KSamplerSelect", "sampler_name", null)]
    [InlineData("BasicScheduler", null, "scheduler")]
    public async Task ObjectInfo_OfNodesThatSample_ListsThemAfterComfyUIs(string classType, string? samplers, string? schedulers)
    {
        var inputs = JsonNode.Parse(await _studio.Http.GetStringAsync($"/object_info/{classType}"))![classType]!["input"]!["required"]!;

        if (samplers is not null)
            Assert.Equal([.. ListOrder.Samplers, "testing_euler"], Choices(inputs[samplers]!));
        if (schedulers is not null)
            Assert.Equal([.. ListOrder.Schedulers, "testing_exponential"], Choices(inputs[schedulers]!));
    }

    [Fact]
    public async Task KSampler_WithThem_PaintsWhatStudiosOwnPaint()
    {
        var (own, theirs) = (Picture("euler", "exponential"), Picture("testing_euler", "testing_exponential"));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.True(run.Succeeded, run.Error?.ToJsonString());
        await AssertSameAsync(run, own, theirs);

        string Picture(string sampler, string scheduler) => Decoded(_prompt.Node(
            "KSampler", ("model", Link(Checkpoint)), ("seed", 5), ("steps", 4), ("cfg", 4), ("sampler_name", sampler),
            ("scheduler", scheduler), ("positive", Link(Text("a red sunset"))), ("negative", Link(Text(""))),
            ("latent_image", Link(Empty)), ("denoise", 1)));
    }

    [Fact]
    public async Task Guider_OfTheExtension_PaintsWhatStudiosOwnPaints()
    {
        var own = Decoded(Custom("CFGGuider", "euler", "exponential"));
        var theirs = Decoded(Custom("TestGuider", "testing_euler", "testing_exponential", ("gives", "guidance")));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.True(run.Succeeded, run.Error?.ToJsonString());
        await AssertSameAsync(run, own, theirs);
    }

    [Theory]
    [InlineData("nothing", "The guider Guider made nothing of Tensor[1, 4, 8, 8]")]
    [InlineData("another shape", "The guider Guider made Tensor[1, 2, 3] of Tensor[1, 4, 8, 8]")]
    [InlineData("no conditioning", "The guider Guider names no conditioning")]
    public async Task Guider_ThatIsWrong_EndsTheRunWithASentence(string gives, string sentence)
    {
        Decoded(Custom("TestGuider", "euler", "simple", ("gives", gives)));

        var run = await _studio.RunAsync(_prompt.ToString());

        Assert.False(run.Succeeded);
        Assert.Contains(sentence, (string?)run.Error!["exception_message"], StringComparison.Ordinal);
    }

    private string Checkpoint => field ??= _prompt.Node("CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors"));

    private string Empty => field ??= _prompt.Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 1));

    private string Text(string text) => _prompt.Node("CLIPTextEncode", ("text", text), ("clip", Link(Checkpoint, 1)));

    private string Custom(string guider, string sampler, string scheduler, params (string, JsonNode?)[] more) => _prompt.Node(
        "SamplerCustomAdvanced", ("noise", Link(_prompt.Node("RandomNoise", ("noise_seed", 5)))),
        ("guider", Link(_prompt.Node(guider, [("model", Link(Checkpoint)), ("positive", Link(Text("a red sunset"))),
            ("negative", Link(Text(""))), ("cfg", 4), .. more]))),
        ("sampler", Link(_prompt.Node("KSamplerSelect", ("sampler_name", sampler)))),
        ("sigmas", Link(_prompt.Node(
            "BasicScheduler", ("model", Link(Checkpoint)), ("scheduler", scheduler), ("steps", 4), ("denoise", 1)))),
        ("latent_image", Link(Empty)));

    private string Decoded(string latent) =>
        _prompt.Preview(_prompt.Node("VAEDecode", ("samples", Link(latent)), ("vae", Link(Checkpoint, 2))));

    /// <summary>The two write the same sums in another order: a grey level of rounding is allowed.</summary>
    private async Task AssertSameAsync(PackRun run, string own, string theirs)
    {
        var (first, second) = (await PixelsAsync(run.Output(own)!), await PixelsAsync(run.Output(theirs)!));
        Assert.True(first.Distinct().Count() > 16, "the picture is empty");
        Assert.All(first.Zip(second), pair => Assert.InRange(pair.Second - pair.First, -2, 2));
    }

    private async Task<byte[]> PixelsAsync(JsonNode output)
    {
        var name = (string?)output["images"]![0]!["filename"];
        return ImageCodec.Decode(await _studio.Http.GetByteArrayAsync($"/view?type=temp&filename={name}")).Pixels.Pixels;
    }

    private static IEnumerable<string> Choices(JsonNode input) =>
        (input[0] is JsonArray list ? list : input[1]!["options"]!.AsArray()).Select(choice => (string)choice!);

    public sealed class Host : IAsyncLifetime
    {
        internal PackStudio Studio { get; private set; } = null!;

        public async Task InitializeAsync() => Studio = await PackStudio.StartAsync(demoModel: true);

        public async Task DisposeAsync() => await Studio.DisposeAsync();
    }
}
