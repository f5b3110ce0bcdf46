using System.Text.Json.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Nodes;

/// <summary>
/// The nodes that patch a model, in whole prompts on the demo model: with settings that mean nothing the picture stays, with others it
/// changes.
/// </summary>
public sealed class ModelPatchNodeTests(EngineFixture studio) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData("ModelSamplingDiscrete", """{"sampling": "eps", "zsnr": false}""")]
    [InlineData("RescaleCFG", """{"multiplier": 0}""")]
    [InlineData("PerturbedAttentionGuidance", """{"scale": 0}""")]
    [InlineData("FreeU", """{"b1": 1, "b2": 1, "s1": 1, "s2": 1}""")]
    [InlineData("FreeU_V2", """{"b1": 1, "b2": 1, "s1": 1, "s2": 1}""")]
    [InlineData("DifferentialDiffusion", """{"strength": 1}""")]
    public async Task Patch_ThatMeansNothing_LeavesThePicture(string node, string inputs)
    {
        var (plain, patched) = (await new DemoPrompt().PictureAsync(studio), await Patched(node, inputs).PictureAsync(studio));
        Assert.All(plain.Zip(patched), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1));
    }

    [Theory]
    [InlineData("ModelSamplingDiscrete", """{"sampling": "v_prediction", "zsnr": false}""")]
    [InlineData("ModelSamplingDiscrete", """{"sampling": "eps", "zsnr": true}""")]
    [InlineData("ModelSamplingDiscrete", """{"sampling": "lcm", "zsnr": false}""")]
    [InlineData("ModelSamplingDiscrete", """{"sampling": "x0", "zsnr": false}""")]
    [InlineData("ModelSamplingDiscrete", """{"sampling": "img_to_img", "zsnr": false}""")]
    [InlineData("ModelSamplingContinuousEDM", """{"sampling": "edm", "sigma_max": 80, "sigma_min": 0.002}""")]
    [InlineData("ModelSamplingSD3", """{"shift": 3}""")]
    [InlineData("ModelSamplingFlux", """{"max_shift": 1.15, "base_shift": 0.5, "width": 1024, "height": 1024}""")]
    [InlineData("RescaleCFG", """{"multiplier": 0.7}""")]
    [InlineData("PerturbedAttentionGuidance", """{"scale": 3}""")]
    [InlineData("FreeU", """{"b1": 1.1, "b2": 1.2, "s1": 0.9, "s2": 0.2}""")]
    [InlineData("FreeU_V2", """{"b1": 1.3, "b2": 1.4, "s1": 0.9, "s2": 0.2}""")]
    public async Task Patch_ThatMeansSomething_ChangesThePicture(string node, string inputs) =>
        Assert.NotEqual(await new DemoPrompt().PictureAsync(studio), await Patched(node, inputs).PictureAsync(studio));

    [Fact]
    public async Task Patch_ForAnotherFamily_SaysSo()
    {
        var result = await studio.RunAsync(
            Patched("ModelSamplingContinuousEDM", """{"sampling": "cosmos_rflow", "sigma_max": 80, "sigma_min": 0.002}""").Json);
        Assert.Contains("another family", result.Failure!.Message, StringComparison.Ordinal);
        result = await studio.RunAsync(Patched("ModelSamplingSD3", """{"shift": 0}""").Json);
        Assert.Contains("shift above 0", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InpaintConditioning_OnAnOrdinaryModel_RepaintsWithinTheMask()
    {
        var plain = await new DemoPrompt().PictureAsync(studio);
        var prompt = new DemoPrompt()
            .Add("20", "EmptyImage", ("width", 64), ("height", 64), ("batch_size", 1), ("color", 0x80C040))
            .Add("21", "SolidMask", ("value", 1.0), ("width", 64), ("height", 64))
            .Add("22", "InpaintModelConditioning", ("positive", Link("2", 0)), ("negative", Link("3", 0)), ("vae", Link("1", 2)),
                ("pixels", Link("20", 0)), ("mask", Link("21", 0)), ("noise_mask", true))
            .Set("5", "positive", Link("22", 0)).Set("5", "negative", Link("22", 1)).Set("5", "latent_image", Link("22", 2));
        Assert.Equal(plain.Length, (await prompt.PictureAsync(studio)).Length);
        var empty = await prompt.Set("21", "value", 0.0).PictureAsync(studio);
        // nothing is repainted: a green square as the autoencoder gives it back
        Assert.True(empty.Chunk(3).Average(pixel => pixel[1] - pixel[2]) > 60);
    }

    [Fact]
    public async Task EditingConditioning_OnAnOrdinaryModel_StartsFromNothing()
    {
        var prompt = new DemoPrompt()
            .Add("20", "EmptyImage", ("width", 64), ("height", 64), ("batch_size", 1), ("color", 0x80C040))
            .Add("22", "InstructPixToPixConditioning", ("positive", Link("2", 0)), ("negative", Link("3", 0)), ("vae", Link("1", 2)),
                ("pixels", Link("20", 0)))
            .Set("5", "positive", Link("22", 0)).Set("5", "negative", Link("22", 1)).Set("5", "latent_image", Link("22", 2));
        Assert.Equal(await new DemoPrompt().PictureAsync(studio), await prompt.PictureAsync(studio));
    }

    private static DemoPrompt Patched(string node, string inputs)
    {
        var values = JsonNode.Parse(inputs)!.AsObject().Select(pair => (pair.Key, pair.Value!.DeepClone())).ToArray();
        return new DemoPrompt().Add("10", node, [("model", Link("1", 0)), .. values]).Model("10");
    }
}
