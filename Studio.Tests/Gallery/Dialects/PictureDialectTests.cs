using Studio.Web.Gallery;
using Studio.Web.Gallery.Dialects;

namespace Studio.Tests.Gallery.Dialects;

/// <summary>Texts in the layouts that each program writes, read back; and texts that somebody made to do harm.</summary>
public sealed class PictureDialectTests
{
    private const string A1111 = """
        a red fox, (snow:1.2)
        second line <lora:ink:0.8>
        Negative prompt: blurry, text
        bad hands
        Steps: 25, Sampler: DPM++ 2M Karras, CFG scale: 7.5, Seed: 18446744073709551615, Size: 512x768, Model hash: 879db523c3, Model: dream_8, Lora hashes: "ink: 1a2b, x: 3c", Version: v1.9.3
        Template: a red fox
        """;

    [Fact]
    public void A1111_Infotext_IsReadToItsSettings()
    {
        var read = Read(("parameters", A1111));
        Assert.Equal("A1111", read.Program);
        Assert.Equal(new PictureSettings
        {
            Positive = "a red fox, (snow:1.2)\nsecond line <lora:ink:0.8>", Negative = "blurry, text\nbad hands", Steps = 25,
            Sampler = "dpmpp_2m", Scheduler = "karras", Cfg = 7.5, Seed = "18446744073709551615", Width = 512, Height = 768,
                Model = "dream_8",
        }, read.Settings);
    }

    [Theory]
    [InlineData("Steps: 5, Sampler: Euler a, Schedule type: Automatic, Seed: 1", "euler_ancestral", "normal")]
    [InlineData("Steps: 5, Sampler: DPM++ SDE, Schedule type: SGM Uniform, Seed: 1", "dpmpp_sde", "sgm_uniform")]
    [InlineData("Steps: 5, Sampler: DPM++ 3M SDE Exponential, Seed: 1", "dpmpp_3m_sde", "exponential")]
    [InlineData("Steps: 5, Sampler: Something New, Schedule type: Odd, Seed: 1", "Something New", "Odd")]
    public void A1111_Labels_BecomeOurNames(string line, string sampler, string scheduler)
    {
        var made = Read(("parameters", line)).Settings;
        Assert.Equal((sampler, scheduler, "1", ""), (made.Sampler, made.Scheduler, made.Seed, made.Positive));
    }

    [Fact]
    public void Swarm_Parameters_AreReadWithTheirLoras()
    {
        var made = Read(("parameters", """
            {"sui_image_params": {"prompt": "a cat", "negativeprompt": "dog", "model": "SDXL/base", "seed": 42, "steps": 20, "cfgscale": 6.5,
             "width": 1024, "height": 832, "sampler": "dpmpp_2m", "scheduler": "karras", "loras": ["ink", "flat"], "loraweights": ["0.5", 1]},
             "sui_extra_data": {"date": "x"}, "sui_models": []}
            """)).Settings;
        Assert.Equal(("a cat", "dog", "SDXL/base", "42", 20, 6.5), (made.Positive, made.Negative, made.Model, made.Seed, made.Steps,
            made.Cfg));
        Assert.Equal((1024, 832, "dpmpp_2m", "karras"), (made.Width, made.Height, made.Sampler, made.Scheduler));
        Assert.Equal([new LoraUse("ink", 0.5, 0.5), new LoraUse("flat", 1, 1)], made.Loras);
    }

    [Fact]
    public void Invoke_Metadata_IsRead()
    {
        var made = Read(("invokeai_metadata", """
            {"app_version": "4.2.0", "generation_mode": "sdxl_txt2img", "positive_prompt": "a bird", "negative_prompt": "", "width": 1216,
             "height": 832, "seed": 3735928559, "cfg_scale": 5, "steps": 30, "scheduler": "dpmpp_2m_k",
             "model": {"key": "x", "name": "Juggernaut XL", "base": "sdxl"}, "loras": [{"model": {"name": "ink"}, "weight": 0.75}]}
            """)).Settings;
        Assert.Equal(("a bird", "Juggernaut XL", "3735928559", "dpmpp_2m", "karras"),
            (made.Positive, made.Model, made.Seed, made.Sampler, made.Scheduler));
        Assert.Equal([new LoraUse("ink", 0.75, 0.75)], made.Loras);
    }

    [Fact]
    public void Invoke_OldMetadata_IsRead()
    {
        var made = Read(("sd-metadata", """
            {"model_weights": "stable-diffusion-1.5", "image": {"prompt": [{"prompt": "a boat", "weight": 1}], "steps": 50, "cfg_scale": 7.5,
             "seed": 7, "sampler": "k_euler_a", "width": 512, "height": 512}}
            """)).Settings;
        Assert.Equal(("a boat", "stable-diffusion-1.5", "7", 50), (made.Positive, made.Model, made.Seed, made.Steps));
    }

    [Theory]
    [InlineData("""{"prompt": "1girl", "uc": "lowres", "steps": 28, "scale": 5.0, "seed": 99, "width": 832, "height": 1216, "sampler": "k_euler_ancestral", "noise_schedule": "karras"}""")]
    [InlineData("""{"v4_prompt": {"caption": {"base_caption": "1girl"}}, "v4_negative_prompt": {"caption": {"base_caption": "lowres"}}, "prompt": "other", "steps": 28, "scale": 5, "seed": 99, "width": 832, "height": 1216, "sampler": "k_euler_ancestral", "noise_schedule": "karras"}""")]
    public void NovelAi_Comment_IsRead(string comment)
    {
        var made = Read(("Software", "NovelAI"), ("Comment", comment)).Settings;
        Assert.Equal(("1girl", "lowres", 28, "99", "euler_ancestral", "karras"),
            (made.Positive, made.Negative, made.Steps, made.Seed, made.Sampler, made.Scheduler));
    }

    [Fact]
    public void Comfy_BesideOthers_IsTakenFirst()
    {
        var read = Read(("parameters", A1111), ("prompt", """
            {"3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 9, "cfg": NaN, "sampler_name": "ddim", "positive": ["6", 0]}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "from the graph"}}}
            """));
        Assert.Equal(("ComfyUI", "from the graph", "5", 9), (read.Program, read.Settings.Positive, read.Settings.Seed,
            read.Settings.Steps));
        Assert.Null(read.Settings.Cfg);
    }

    [Fact]
    public void Infotext_Written_IsReadBackTheSame()
    {
        var made = new PictureSettings
        {
            Positive = "a fox", Negative = "rain", Model = "sub/demo, v2.safetensors", Seed = "18446744073709551615", Steps = 12, Cfg = 4.5,
            Sampler = "dpmpp_2m_sde", Scheduler = "karras", Width = 192, Height = 128, Loras = [new("styles/ink.safetensors", 0.8, 0.8)],
        };
        var read = Read(("parameters", Infotext.Write(made)!)).Settings;
        Assert.Equal(made with { Positive = "a fox <lora:ink:0.8>", Model = "demo, v2", Loras = null }, read);
    }

    [Theory]
    [InlineData("parameters", "no settings at all")]
    [InlineData("parameters", "Steps")]
    [InlineData("parameters", "{\"sui_image_params\": []}")]
    [InlineData("prompt", "[]")]
    [InlineData("prompt", "{\"1\": {\"class_type\": [], \"inputs\": 7}}")]
    [InlineData("Comment", "Created with GIMP")]
    [InlineData("Comment", "{\"prompt\": 5}")]
    [InlineData("invokeai_metadata", "{")]
    [InlineData("sd-metadata", "{\"image\": {\"prompt\": [5], \"steps\": {}}}")]
    public void Text_OfNothingKnown_IsNoSettings(string key, string text) =>
        Assert.Null(PictureDialects.Read(new Dictionary<string, string> { [key] = text }));

    [Fact]
    public void Text_MadeToHarm_IsBounded()
    {
        var deep = "{\"a\":" + new string('[', 200_000) + new string(']', 200_000) + "}";
        foreach (var key in new[] { "prompt", "parameters", "invokeai_metadata", "Comment" })
            Assert.Null(PictureDialects.Read(new Dictionary<string, string> { [key] = deep }));
        Assert.Null(PictureDialects.Read(new Dictionary<string, string> { ["parameters"] = "Steps: 1, Sampler: x" + new string(' ',
            9 << 20) }));
        var loras = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"l{i}\""));
        var many = Read(("parameters", $$"""
            {"sui_image_params": {"prompt": "{{new string('x', 100_000)}}", "steps": 1e9, "seed": -1, "cfgscale": 1e300, "width": 1e9,
             "model": "{{new string('m', 2000)}}", "loras": [{{loras}}] } }
            """)).Settings;
        Assert.Equal((PictureDialects.LongestPrompt, 64), (many.Positive!.Length, many.Loras!.Count));
        Assert.Equal((null, null, null, null, null), (many.Steps, many.Seed, many.Cfg, many.Width, many.Model));
        var commas = new string(',', 100_000) + ":\"" + new string('\\', 99_999);
        Assert.NotNull(PictureDialects.Read(new Dictionary<string, string> { ["parameters"] = "Steps: 1, Sampler: Euler" + commas }));
    }

    private static ReadSettings Read(params (string Key, string Text)[] texts) =>
        PictureDialects.Read(texts.ToDictionary(text => text.Key, text => text.Text)) ?? throw new InvalidDataException("nothing was read");
}
