using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Transformers;

/// <summary>The workflows that people run with these families, as their public files have them, over the API.</summary>
public sealed class TransformerWorkflowTests(TransformerStudio studio) : IClassFixture<TransformerStudio>
{
    /// <summary>The front end's own first graph: separate files, a shift, a negative of zeros.</summary>
    private static DemoPrompt ZImage(string type = "lumina2") => new DemoPrompt()
        .Add("1", "UNETLoader", ("unet_name", "z_image_turbo_bf16.safetensors"), ("weight_dtype", "default"))
        .Add("30", "CLIPLoader", ("clip_name", "qwen_3_4b.safetensors"), ("type", type), ("device", "default"))
        .Add("29", "VAELoader", ("vae_name", "ae.safetensors"))
        .Add("11", "ModelSamplingAuraFlow", ("model", Link("1", 0)), ("shift", 3))
        .Add("3", "ConditioningZeroOut", ("conditioning", Link("2", 0)))
        .Add("4", "EmptySD3LatentImage", ("width", 64), ("height", 48), ("batch_size", 1))
        .Set("2", "clip", Link("30", 0)).Set("6", "vae", Link("29", 0)).Model("11")
        .Set("5", "steps", 8).Set("5", "cfg", 1).Set("5", "sampler_name", "res_multistep").Set("5", "scheduler", "simple");

    [Fact]
    public async Task ZImage_SeparateFiles_GiveThePictureOfTheWholeFile()
    {
        var (custom, whole) = (await studio.PictureAsync(ZImage()), await studio.PictureAsync(new DemoPrompt()
            .Set("1", "ckpt_name", "z_image.safetensors").Set("5", "steps", 8).Set("5", "cfg", 1)
            .Set("5", "sampler_name", "res_multistep").Set("5", "scheduler", "simple")
            .Add("4", "EmptySD3LatentImage", ("width", 64), ("height", 48), ("batch_size", 1))));
        Assert.Equal((64, 48), (custom.Width, custom.Height));
        // the node's shift is the model's own
        Assert.Equal(whole.Pixels, custom.Pixels);
        Assert.NotEqual(whole.Pixels, (await studio.PictureAsync(ZImage().Set("11", "shift", 6))).Pixels);
        Assert.NotEqual(whole.Pixels, (await studio.PictureAsync(ZImage().Set("2", "text", "a fox"))).Pixels);
    }

    [Fact]
    public async Task ZImage_TextOfAnotherFamily_IsRefusedWithWhatFits() => Assert.Contains(
        "Encode the text with a Qwen3-4B (CLIPLoader, type lumina2)",
        await studio.FailureAsync(ZImage().Add("50", "CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors")).Clip("50", 1)),
        StringComparison.Ordinal);

    [Fact]
    public async Task ClipLoader_OfAnotherTypeThanTheFile_SaysWhatTheTypeTakes() => Assert.Contains(
        "qwen_image takes a text encoder (Qwen2.5-VL)", await studio.FailureAsync(ZImage("qwen_image")), StringComparison.Ordinal);

    [Fact]
    public async Task ClipLoader_OfAnUnknownType_SaysWhichThereAre() =>
        Assert.Contains("lumina2", await studio.FailureAsync(ZImage("mochi")), StringComparison.Ordinal);

    /// <summary>Separate files, a lightning LoRA, the usual shift.</summary>
    private static DemoPrompt QwenImage() => new DemoPrompt()
        .Add("37", "UNETLoader", ("unet_name", "qwen_image_fp8_e4m3fn.safetensors"), ("weight_dtype", "default"))
        .Add("73", "LoraLoaderModelOnly", ("model", Link("37", 0)), ("lora_name", "Qwen-Image-Lightning-8steps-V1.0.safetensors"),
            ("strength_model", 1))
        .Add("66", "ModelSamplingAuraFlow", ("model", Link("73", 0)), ("shift", 3.1))
        .Add("38", "CLIPLoader", ("clip_name", "qwen_2.5_vl_7b_fp8_scaled.safetensors"), ("type", "qwen_image"), ("device", "default"))
        .Add("39", "VAELoader", ("vae_name", "qwen_image_vae.safetensors"))
        .Add("4", "EmptySD3LatentImage", ("width", 64), ("height", 48), ("batch_size", 1))
        .Clip("38", 0).Set("6", "vae", Link("39", 0)).Model("66")
        .Set("5", "steps", 3).Set("5", "cfg", 2.5).Set("5", "scheduler", "simple");

    /// <summary>The same with a picture to edit, as 2509 is used.</summary>
    private static DemoPrompt Edit() => QwenImage()
        .Add("41", "LoadImage", ("image", "input-1.png"))
        .Add("2", "TextEncodeQwenImageEditPlus", ("prompt", "make it blue"), ("clip", Link("38", 0)), ("vae", Link("39", 0)),
            ("image1", Link("41", 0)))
        .Add("3", "TextEncodeQwenImageEditPlus", ("prompt", ""), ("clip", Link("38", 0)), ("vae", Link("39", 0)),
            ("image1", Link("41", 0)));

    [Fact]
    public async Task QwenImage_WithItsLora_Runs()
    {
        var picture = await studio.PictureAsync(QwenImage());
        Assert.Equal((64, 48), (picture.Width, picture.Height));
        Assert.NotEqual(picture.Pixels, (await studio.PictureAsync(QwenImage().Set("73", "strength_model", 0))).Pixels);
    }

    /// <summary>Both have 16 channels, and mean other things by them.</summary>
    [Fact]
    public async Task QwenImage_WithTheVaeOfAnother_IsRefused()
    {
        Assert.Contains("The latent is for the VAE of Qwen-Image, but ae.safetensors works with that of FLUX.1",
            await studio.FailureAsync(QwenImage().Set("39", "vae_name", "ae.safetensors")), StringComparison.Ordinal);
        Assert.Contains("but Qwen-Image works with that of Qwen-Image", await studio.FailureAsync(QwenImage()
            .Add("41", "LoadImage", ("image", "input-1.png")).Add("44", "VAELoader", ("vae_name", "ae.safetensors"))
            .Add("42", "VAEEncode", ("pixels", Link("41", 0)), ("vae", Link("44", 0))).Set("5", "latent_image", Link("42", 0))),
            StringComparison.Ordinal);
    }

    /// <summary>The picture among the words, beside the one that is made, and in the ways of 2511.</summary>
    [Fact]
    public async Task QwenImageEdit_WithAPicture_SeesItInTextAndBeside()
    {
        var seen = Edit();
        foreach (var id in new[] { "2", "3" })
            seen.Remove(id, "vae");
        var pictures = new List<byte[]> { (await studio.PictureAsync(QwenImage())).Pixels, (await studio.PictureAsync(seen)).Pixels };
        seen.Add("42", "VAEEncode", ("pixels", Link("41", 0)), ("vae", Link("39", 0)))
            .Add("43", "ReferenceLatent", ("conditioning", Link("2", 0)), ("latent", Link("42", 0))).Set("5", "positive", Link("43", 0));
        pictures.Add((await studio.PictureAsync(seen)).Pixels);
        seen.Add("70", "FluxKontextMultiReferenceLatentMethod", ("conditioning", Link("43", 0)),
            ("reference_latents_method", "index_timestep_zero")).Set("5", "positive", Link("70", 0));
        pictures.Add((await studio.PictureAsync(seen)).Pixels);
        seen.Add("72", "CFGNorm", ("model", Link("66", 0)), ("strength", 1)).Model("72");
        pictures.Add((await studio.PictureAsync(seen)).Pixels);
        Assert.Equal(pictures.Count, pictures.Select(Convert.ToHexString).Distinct().Count());
    }

    /// <summary>The nodes' own sizes: a megapixel beside, and for the first version also among the words.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task QwenImageEdit_AtTheNodesOwnSizes_Runs()
    {
        var edited = await studio.PictureAsync(Edit());
        var first = Edit().Add("2", "TextEncodeQwenImageEdit", ("prompt", "make it blue"), ("clip", Link("38", 0)), ("vae", Link("39", 0)),
            ("image", Link("41", 0)));
        Assert.NotEqual(edited.Pixels, (await studio.PictureAsync(first)).Pixels);
    }

    [Fact]
    public async Task QwenImageEdit_WithAnotherEncoder_IsRefusedWithWhatFits() => Assert.Contains(
        "Load a Qwen2.5-VL-7B with CLIPLoader, type qwen_image",
        await studio.FailureAsync(Edit().Set("38", "clip_name", "qwen_3_4b.safetensors").Set("38", "type", "lumina2")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Lora_OfAnotherFamily_IsRefusedWithItsName() => Assert.Contains("Qwen-Image",
        await studio.FailureAsync(ZImage().Add("73", "LoraLoaderModelOnly", ("model", Link("1", 0)),
            ("lora_name", "Qwen-Image-Lightning-8steps-V1.0.safetensors"), ("strength_model", 1)).Set("11", "model", Link("73", 0))),
        StringComparison.Ordinal);

    /// <summary>Separate files, the model's own noise levels, no negative.</summary>
    private static DemoPrompt Klein() => new DemoPrompt()
        .Add("1", "UNETLoader", ("unet_name", "flux-2-klein-4b.safetensors"), ("weight_dtype", "default"))
        .Add("31", "CLIPLoader", ("clip_name", "qwen_3_4b_klein.safetensors"), ("type", "flux2"), ("device", "default"))
        .Add("32", "VAELoader", ("vae_name", "flux2-vae.safetensors"))
        .Add("35", "BasicGuider", ("model", Link("1", 0)), ("conditioning", Link("2", 0)))
        .Add("36", "Flux2Scheduler", ("steps", 4), ("width", 64), ("height", 48))
        .Add("37", "KSamplerSelect", ("sampler_name", "euler"))
        .Add("38", "RandomNoise", ("noise_seed", 5))
        .Add("4", "EmptyFlux2LatentImage", ("width", 64), ("height", 48), ("batch_size", 1))
        .Add("5", "SamplerCustomAdvanced", ("noise", Link("38", 0)), ("guider", Link("35", 0)), ("sampler", Link("37", 0)),
            ("sigmas", Link("36", 0)), ("latent_image", Link("4", 0)))
        .Set("2", "clip", Link("31", 0)).Set("6", "vae", Link("32", 0)).Remove("3");

    [Fact]
    public async Task Klein_WithItsOwnNodes_Runs()
    {
        var picture = await studio.PictureAsync(Klein());
        Assert.Equal((64, 48), (picture.Width, picture.Height));
        // an empty latent of another kind is brought to the model's
        Assert.Equal(picture.Pixels, (await studio.PictureAsync(
            Klein().Add("4", "EmptyLatentImage", ("width", 64), ("height", 48), ("batch_size", 1)))).Pixels);
    }

    [Fact]
    public async Task Klein_WithAReference_FollowsIt()
    {
        var edited = Klein().Add("41", "LoadImage", ("image", "input-1.png"))
            .Add("42", "VAEEncode", ("pixels", Link("41", 0)), ("vae", Link("32", 0)))
            .Add("43", "ReferenceLatent", ("conditioning", Link("2", 0)), ("latent", Link("42", 0)))
            .Set("35", "conditioning", Link("43", 0));
        Assert.NotEqual((await studio.PictureAsync(Klein())).Pixels, (await studio.PictureAsync(edited)).Pixels);
        Assert.Contains("Encode the picture with the model's own VAE",
            await studio.FailureAsync(edited.Set("42", "vae", Link("44", 0)).Add("44", "VAELoader", ("vae_name", "ae.safetensors"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Klein_WithTheVaeOfAnother_IsRefused() => Assert.Contains("takes 16 channels",
        await studio.FailureAsync(Klein().Set("32", "vae_name", "ae.safetensors")), StringComparison.Ordinal);
}
