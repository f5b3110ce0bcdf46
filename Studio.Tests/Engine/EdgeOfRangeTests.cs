using System.Text.Json;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Engine;

/// <summary>What the widgets allow but examples never show, through the real model.</summary>
public sealed class EdgeOfRangeTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly string LongText = string.Join(' ', Enumerable.Repeat("a red star (on:1.3) blue", 80));

    [Theory]
    [InlineData(0, 1, "euler")]
    [InlineData(1, 1, "euler")]
    [InlineData(1, 1, "euler_cfg_pp")]
    [InlineData(5, 0, "euler")]
    [InlineData(5, 0.01, "euler")]
    [InlineData(5, 0.5, "dpmpp_2m_sde")]
    [InlineData(5, 1, "uni_pc")]
    [InlineData(5, 1, "dpm_2")]
    [InlineData(100, 1, "dpm_fast")]
    public async Task Run_OneStep_PaintsAPicture(double cfg, double denoise, string sampler)
    {
        var result = await fixture.RunAsync(Prompt(cfg: cfg, denoise: denoise, sampler: sampler));

        Assert.True(result.End == RunEnd.Success, result.Failure?.Message);
        Assert.Equal((128, 128), SizeOf(Assert.Single(fixture.Pictures(result, "9")).Pixels.ToTensor()));
    }

    [Theory]
    [InlineData(136, 120)]
    [InlineData(72, 200)]
    [InlineData(130, 121)]
    [InlineData(16, 16)]
    public async Task Run_OddSize_PaintsWholeLatentPixels(int width, int height)
    {
        var result = await fixture.RunAsync(Prompt(width: width, height: height));

        Assert.True(result.End == RunEnd.Success, result.Failure?.Message);
        Assert.Equal((width / 8 * 8, height / 8 * 8), SizeOf(Assert.Single(fixture.Pictures(result, "9")).Pixels.ToTensor()));
    }

    [Fact]
    public async Task Run_BatchOfFour_PaintsFourDifferentPicturesAndTheFirstLikeAlone()
    {
        var four = fixture.Pictures(await fixture.RunAsync(Prompt(steps: 3, batch: 4)), "9");
        var alone = fixture.Pictures(await fixture.RunAsync(Prompt(steps: 3)), "9");

        Assert.Equal(4, four.Count);
        Compare.AssertPsnr(alone[0].Pixels.ToTensor(), four[0].Pixels.ToTensor(), 45);
        for (var i = 1; i < 4; i++)
            Assert.NotEqual(four[i - 1].Pixels.ToTensor().Span.ToArray(), four[i].Pixels.ToTensor().Span.ToArray());
    }

    [Fact]
    public async Task Run_LongText_IsReadToItsEnd()
    {
        var one = fixture.Pictures(await fixture.RunAsync(Prompt(text: LongText)), "9");
        var other = fixture.Pictures(await fixture.RunAsync(Prompt(text: LongText + " and a green moon")), "9");

        Assert.NotEqual(one[0].Pixels.ToTensor().Span.ToArray(), other[0].Pixels.ToTensor().Span.ToArray());
    }

    [Fact]
    public async Task Run_ManySizes_ReturnsTheModelsMemoryWhenFreed()
    {
        foreach (var side in (int[])[64, 72, 80, 88, 96])
            Assert.Equal(RunEnd.Success, (await fixture.RunAsync(Prompt(width: side, height: side))).End);

        fixture.Engine.Free(unloadModels: true, clearCache: true);

        Assert.Equal(0, fixture.Engine.Status().ModelMemoryUsed);
    }

    private static (int Width, int Height) SizeOf(Studio.Engine.Tensors.Tensor picture) => (picture.Size(2), picture.Size(1));

    private static string Prompt(
        int steps = 1, double cfg = 5, double denoise = 1, string sampler = "euler", int width = 128, int height = 128, int batch = 1,
        string text = "") =>
        FormattableString.Invariant($$$"""
        {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": {{{steps}}}, "cfg": {{{cfg}}}, "sampler_name": "{{{sampler}}}", "scheduler": "normal", "denoise": {{{denoise}}},
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]} },
         "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "studio-demo.safetensors"} },
         "5": {"class_type": "EmptyLatentImage", "inputs": {"width": {{{width}}}, "height": {{{height}}}, "batch_size": {{{batch}}}} },
         "6": {"class_type": "CLIPTextEncode", "inputs": {"text": {{{JsonSerializer.Serialize(text)}}}, "clip": ["4", 1]} },
         "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]} },
         "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]} },
         "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "edge"} } }
        """);
}
