using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Models;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Sdxl;

/// <summary>What does not fit together is told to its sender in a sentence, at the node that it is about.</summary>
[Collection(nameof(XlStudio))]
public sealed class XlRefusalTests(XlStudio studio)
{
    [Theory]
    [InlineData("sdxl", "studio-demo", "but this model (SDXL) takes texts of width 192. Encode the text with the CLIP of the same")]
    [InlineData("studio-demo", "sdxl", "but this model (SD 1.x) takes texts of width")]
    [InlineData("sdxl", "refiner", "The conditioning is Tensor[1, 77, 128], but this model (SDXL) takes texts of width 192.")]
    [InlineData("refiner", "sdxl", "The conditioning is Tensor[1, 77, 192], but this model (SDXL refiner) takes texts of width 128.")]
    public async Task Sampling_WithTheTextsOfAnotherFamily_IsRefused(string model, string clip, string message) =>
        await AssertFailsAsync(new DemoPrompt().Set("1", "ckpt_name", clip + ".safetensors")
            .Add("10", "CheckpointLoaderSimple", ("ckpt_name", model + ".safetensors")).Model("10"), "KSampler", message);

    [Fact]
    public async Task Checkpoint_WithoutTextEncoder_SaysWhichLoaderHasOne() => await AssertFailsAsync(
        new DemoPrompt().Set("1", "ckpt_name", "sdxl-unet.safetensors"), "CLIPTextEncode",
        "'sdxl-unet.safetensors' (SDXL) has no text encoder: load one with DualCLIPLoader, type sdxl.");

    [Fact]
    public async Task Checkpoint_WithoutVae_SaysWhichLoaderHasOne() => await AssertFailsAsync(
        new DemoPrompt().Set("1", "ckpt_name", "sdxl-unet.safetensors").Set("6", "samples", Link("4", 0)), "VAEDecode",
        "'sdxl-unet.safetensors' (SDXL) has no VAE: load one with VAELoader.");

    [Fact]
    public async Task Vae_OfAnotherNumberOfChannels_IsRefused() => await AssertFailsAsync(
        new DemoPrompt().Set("1", "ckpt_name", "sdxl.safetensors").Set("6", "samples", Link("10", 0))
            .Add("10", "EmptySD3LatentImage", ("width", 64), ("height", 64), ("batch_size", 1)),
        "VAEDecode", "The latent is Tensor[1, 16, 8, 8], but this VAE takes 4 channels. Use the VAE of the model that made it.");

    [Fact]
    public async Task Model_ThatGivesNoNumbers_FailsWithTheStepAndAdvice() => await AssertFailsAsync(
        new DemoPrompt().Set("1", "ckpt_name", "sdxl.safetensors").Model("10")
            .Add("10", "UNETLoader", ("unet_name", "broken.safetensors"), ("weight_dtype", "default")),
        "KSampler", "The UNet of broken.safetensors gave numbers that are not finite (NaN or infinity) in step 1 of 4. Lower the guidance");

    [Fact]
    public async Task Vae_ThatGivesNoNumbers_WarnsWithAdviceAndThePictureIsBlack()
    {
        var (_, history) = await studio.RunAsync(new DemoPrompt().Set("1", "ckpt_name", "sdxl.safetensors").Set("6", "vae", Link("10", 0))
            .Set("5", "steps", 1).Add("10", "VAELoader", ("vae_name", "broken.safetensors")).Json);

        Assert.Equal("success", (string?)history["status"]!["status_str"]);
        var warning = Assert.Single(history["status"]!["messages"]!.AsArray(), message => (string?)message![0] == "progress_text");
        Assert.Equal("6", (string?)warning![1]!["node_id"]);
        Assert.Contains("The VAE of broken.safetensors gave numbers that are not finite", (string?)warning[1]!["text"],
            StringComparison.Ordinal);
        Assert.Contains("float32", (string?)warning[1]!["text"], StringComparison.Ordinal);
        Assert.All((await studio.PictureAsync(history)).Pixels, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(16, 1f, "The latent is Tensor[1, 16, 8, 8], but this model (SDXL) takes 4 channels.")]
    [InlineData(4, float.NaN, "The latent holds numbers that are not finite (NaN or infinity)")]
    public void Sampling_FromALatentThatDoesNotFit_IsRefusedBeforeTheModelIsLoaded(int channels, float value, string message)
    {
        studio.Pool.Free();
        var text = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 192)) { Pooled = TinyModelTests.Waves(1, 128) }]);
        var latent = NodeRuns.Filled(value, 1, channels, 8, 8);
        var failure = Assert.Throws<EngineException>(() => studio.Pool.Sample(
            new SamplingRequest(new ClassifierFreeGuider(studio.Base().Model, text, text, 1), new Latent(latent))
            {
                Sampler = BuiltIn.Samplers.Get("euler"), Sigmas = new float[] { 1, 0 }, Seed = 1,
            }));

        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, studio.Pool.MemoryUsed);
    }

    private async Task AssertFailsAsync(DemoPrompt prompt, string node, string message)
    {
        var (frames, _) = await studio.RunAsync(prompt.Json);
        var told = (JsonObject)Assert.Single(frames, frame => (string?)frame["type"] == "execution_error")["data"]!;
        Assert.Equal(node, (string?)told["node_type"]);
        Assert.Contains(message, (string?)told["exception_message"], StringComparison.Ordinal);
    }
}
