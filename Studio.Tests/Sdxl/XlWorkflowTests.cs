using System.Text.Json.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Sdxl;

/// <summary>The workflows that people run with SDXL, as their public files have them, over the API.</summary>
[Collection(nameof(XlStudio))]
public sealed class XlWorkflowTests(XlStudio studio)
{
    [Fact]
    public async Task TextToImage_WithATextForEachEncoder_IsAPicture()
    {
        var one = await PictureAsync(Base());
        var again = await PictureAsync(Base().Set("2", "text_l", "another text"));

        Assert.Equal((64, 64, 64 * 64 * 3), (one.Width, one.Height, one.Pixels.Length));
        Assert.NotEqual(one.Pixels, again.Pixels);
        // the model is told the sizes
        Assert.NotEqual(one.Pixels, (await PictureAsync(Base().Set("2", "crop_w", 400))).Pixels);
    }

    [Fact]
    public async Task FilesOfTheirOwn_GiveThePictureOfTheSingleFile() =>
        Assert.Equal((await PictureAsync(Base())).Pixels, (await PictureAsync(WithFilesOfTheirOwn(Base(), "unet"))).Pixels);

    [Fact]
    public async Task BaseAndRefiner_HandTheNoiseOver()
    {
        var prompt = Base()
            .Add("5", "KSamplerAdvanced", [.. Stage("1", "2", "3", "4"), ("add_noise", "enable"), ("start_at_step", 0), ("end_at_step", 3),
                ("return_with_leftover_noise", "enable")])
            .Add("20", "CheckpointLoaderSimple", ("ckpt_name", "refiner.safetensors"))
            .Add("21", "CLIPTextEncodeSDXLRefiner", ("clip", Link("20", 1)), ("text", "a lake"), ("ascore", 6), ("width", 1024),
                ("height", 1024))
            .Add("22", "CLIPTextEncodeSDXLRefiner", ("clip", Link("20", 1)), ("text", ""), ("ascore", 2.5), ("width", 1024),
                ("height", 1024))
            .Add("23", "KSamplerAdvanced", [.. Stage("20", "21", "22", "5"), ("add_noise", "disable"), ("start_at_step", 3),
                ("end_at_step", 10000), ("return_with_leftover_noise", "disable")])
            .Set("6", "samples", Link("23", 0)).Set("6", "vae", Link("20", 2));

        var (frames, history) = await studio.RunAsync(prompt.Json);

        Assert.Equal("success", (string?)history["status"]!["status_str"]);
        Assert.Equal(64, (await studio.PictureAsync(history)).Width);
        int StepsOf(string node) => frames.Where(frame => (string?)frame["type"] == "progress" && (string?)frame["data"]!["node"] == node)
            .Max(frame => (int)frame["data"]!["value"]!);
        Assert.Equal((3, 1), (StepsOf("5"), StepsOf("23")));
    }

    [Fact]
    public async Task LoraStack_OnModelAndBothEncoders_ChangesThePicture()
    {
        new SafetensorsWriter().Layer("lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q", 64, 64, alpha: 8)
            .Save(studio.PathOf("loras", "model.safetensors"));
        new SafetensorsWriter().Layer("lora_te1_text_model_encoder_layers_0_self_attn_q_proj", 64, 64, alpha: 8)
            .Layer("lora_te2_text_model_encoder_layers_0_mlp_fc1", 512, 128, alpha: 8).Save(studio.PathOf("loras", "texts.safetensors"));
        DemoPrompt Stack(double model, double texts) => Base()
            .Add("10", "LoraLoader", ("model", Link("1", 0)), ("clip", Link("1", 1)), ("lora_name", "model.safetensors"),
                ("strength_model", model), ("strength_clip", model))
            .Add("11", "LoraLoader", ("model", Link("10", 0)), ("clip", Link("10", 1)), ("lora_name", "texts.safetensors"),
                ("strength_model", texts), ("strength_clip", texts))
            .Model("11").Clip("11", 1);
        byte[][] pictures = [(await PictureAsync(Base())).Pixels, (await PictureAsync(Stack(1, 0))).Pixels,
            (await PictureAsync(Stack(0, 1))).Pixels, (await PictureAsync(Stack(1, 1))).Pixels];

        Assert.Equal(4, pictures.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(pictures[0], (await PictureAsync(Stack(0, 0))).Pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Inpaint_WithTheModelForItOrWithout_IsAPicture(bool isOwnModel)
    {
        var prompt = Base()
            .Add("10", "EmptyImage", ("width", 64), ("height", 64), ("batch_size", 1), ("color", 0x804020))
            .Add("11", "SolidMask", ("value", 0), ("width", 64), ("height", 64))
            .Add("12", "SolidMask", ("value", 1), ("width", 32), ("height", 32))
            .Add("13", "MaskComposite", ("destination", Link("11", 0)), ("source", Link("12", 0)), ("x", 16), ("y", 16),
                ("operation", "add"))
            .Add("14", "VAEEncodeForInpaint", ("pixels", Link("10", 0)), ("vae", Link("1", 2)), ("mask", Link("13", 0)),
                ("grow_mask_by", 6))
            .Set("5", "latent_image", Link("14", 0));
        if (isOwnModel)
        {
            WithFilesOfTheirOwn(prompt, "inpaint")
                .Add("14", "InpaintModelConditioning", ("positive", Link("2", 0)), ("negative", Link("3", 0)), ("vae", Link("33", 0)),
                    ("pixels", Link("10", 0)), ("mask", Link("13", 0)), ("noise_mask", true))
                .Set("5", "positive", Link("14", 0)).Set("5", "negative", Link("14", 1)).Set("5", "latent_image", Link("14", 2));
        }
        Assert.Equal(64, (await PictureAsync(prompt)).Width);
    }

    [Fact]
    public async Task HiresFix_SecondPassOnTheUpscaledLatent_IsALargerPicture()
    {
        var picture = await PictureAsync(Base()
            .Add("10", "LatentUpscale", ("samples", Link("5", 0)), ("upscale_method", "nearest-exact"), ("width", 96), ("height", 128),
                ("crop", "disabled"))
            .Add("11", "KSampler", ("model", Link("1", 0)), ("seed", 6), ("steps", 2), ("cfg", 4), ("sampler_name", "dpmpp_2m"),
                ("scheduler", "simple"), ("positive", Link("2", 0)), ("negative", Link("3", 0)), ("latent_image", Link("10", 0)),
                ("denoise", 0.5))
            .Set("6", "samples", Link("11", 0)));
        Assert.Equal((96, 128), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task CheckpointSave_ThenLoad_GivesTheSamePicture()
    {
        await PictureAsync(Base().Add("10", "CheckpointSave", ("model", Link("1", 0)), ("clip", Link("1", 1)), ("vae", Link("1", 2)),
            ("filename_prefix", "checkpoints/merged")));
        Assert.Equal((await PictureAsync(Base())).Pixels,
            (await PictureAsync(Base().Set("1", "ckpt_name", "merged_00001_.safetensors"))).Pixels);
    }

    /// <summary>The shape of most public files: a text for each encoder, sizes of 1024, then sampler, decoder and saver.</summary>
    private static DemoPrompt Base()
    {
        (string, JsonNode)[] Text(string text) => [("clip", Link("1", 1)), ("width", 1024), ("height", 1024), ("crop_w", 0), ("crop_h", 0),
            ("target_width", 1024), ("target_height", 1024), ("text_g", text), ("text_l", text)];
        return new DemoPrompt().Set("1", "ckpt_name", "sdxl.safetensors").Add("2", "CLIPTextEncodeSDXL", Text("a lake"))
            .Add("3", "CLIPTextEncodeSDXL", Text("")).Set("5", "steps", 3);
    }

    private static DemoPrompt WithFilesOfTheirOwn(DemoPrompt prompt, string unet) => prompt
        .Add("31", "UNETLoader", ("unet_name", unet + ".safetensors"), ("weight_dtype", "default"))
        .Add("32", "DualCLIPLoader", ("clip_name1", "clip_l.safetensors"), ("clip_name2", "clip_g.safetensors"), ("type", "sdxl"))
        .Add("33", "VAELoader", ("vae_name", "vae.safetensors"))
        .Model("31").Clip("32", 0).Set("6", "vae", Link("33", 0));

    private static (string, JsonNode)[] Stage(string model, string positive, string negative, string latent) =>
    [
        ("model", Link(model, 0)), ("noise_seed", 5), ("steps", 4), ("cfg", 4), ("sampler_name", "euler"), ("scheduler", "normal"),
        ("positive", Link(positive, 0)), ("negative", Link(negative, 0)), ("latent_image", Link(latent, 0)),
    ];

    private async Task<Studio.Engine.Imaging.RgbImage> PictureAsync(DemoPrompt prompt)
    {
        var (frames, history) = await studio.RunAsync(prompt.Json);
        Assert.True((string?)history["status"]!["status_str"] == "success",
            (string?)frames.FirstOrDefault(frame => (string?)frame["type"] == "execution_error")?["data"]!["exception_message"]);
        Assert.DoesNotContain(frames, frame => (string?)frame["type"] == "progress_text");
        return await studio.PictureAsync(history);
    }
}
