using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Tests.Support;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

/// <summary>What the sections of the form put into a prompt: second pass, variation, control, extended sides.</summary>
public sealed class PassesTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly GenerationChoices Choices = new()
    {
        Checkpoints = [new("studio-demo.safetensors", "SD 1.x", null, 128)],
        Samplers = ["euler"],
        Schedulers = ["normal"],
        Upscalers = ["x2.safetensors"],
        Controls = ["canny.safetensors"],
    };

    private static readonly GenerationDraft Draft = new()
    {
        Checkpoint = "studio-demo.safetensors", Positive = "a house", Width = "192", Height = "128", Steps = "12", Sampler = "euler",
        Scheduler = "normal", Seed = "5", RandomSeed = false,
    };

    [Fact]
    public async Task Hires_OfTheLatent_SamplesTwiceAndIsReadBack()
    {
        var asked = One(Draft with { Hires = true, HiresScale = "1.5", HiresSteps = "7", HiresDenoise = "0.4" });
        Assert.Equal(new HiresFix(null, 1.5, 7, 0.4), asked.Hires);
        await AssertRunsAsync(asked);
        var made = Read(asked);
        Assert.Equal(new HiresUse(null, 1.5, 7, 0.4), made.Hires);
        Assert.Equal((12, 192, 128, "5", 1.0), (made.Steps, made.Width, made.Height, made.Seed, made.Denoise));
        var again = Draft.With(made, 288, 192);
        Assert.Equal((true, "1.5", "7", "0.4", "192"), (again.Hires, again.HiresScale, again.HiresSteps, again.HiresDenoise,
            Draft.With(made, made.Width, made.Height).Width));
    }

    [Fact]
    public void Hires_ByAnUpscaler_GoesThroughPixelsToTheScaledSize()
    {
        var asked = One(Draft with { Hires = true, HiresUpscaler = "x2.safetensors", HiresScale = "1.3" });
        var prompt = asked.ToPrompt();
        Assert.Equal((248, 168), (Number(prompt, "ImageScale", "width"), Number(prompt, "ImageScale", "height")));
        Assert.Equal(12, Read(asked).Hires!.Steps);
        Assert.Equal("x2.safetensors", Read(asked).Hires!.Upscaler);
        Assert.Equal(2, prompt.Count(node => (string?)node.Value!["class_type"] == "KSampler"));
    }

    [Fact]
    public async Task Hires_TogetherWithEverythingElse_PassesTheEnginesCheck() => await AssertRunsAsync(One(Draft with
    {
        Hires = true, VariationStrength = "0.3", VariationSeed = "9",
    }));

    [Fact]
    public async Task Variation_WithAStrength_MixesAndIsReadBack()
    {
        var asked = One(Draft with { VariationStrength = "0.25", VariationSeed = "18446744073709551615" });
        await AssertRunsAsync(asked);
        Assert.Equal(("18446744073709551615", 0.25, "5"), (Read(asked).VariationSeed, Read(asked).VariationStrength, Read(asked).Seed));
        Assert.Null(One(Draft with { VariationSeed = "7" }).Variation);
    }

    [Fact]
    public void Variation_OfSeveralJobsWithALockedSeed_IsAnotherInEach()
    {
        var next = 100UL;
        var jobs = new DraftCheck(Draft with { Count = "3", VariationStrength = "0.1" }, Choices).Read(() => next++);
        Assert.Equal([5UL, 5UL, 5UL], jobs.Select(job => job.Seed));
        Assert.Equal(3, jobs.Select(job => job.Variation!.Seed).Distinct().Count());
    }

    [Fact]
    public void Control_WithEdges_LeadsBothTexts()
    {
        var asked = One(Draft with
        {
            ControlModel = "canny.safetensors", ControlPicture = "pose.png", ControlStrength = "0.8", ControlStart = "0.1",
                ControlEnd = "0.7",
        });
        Assert.Equal(new ControlHint("canny.safetensors", "pose.png", 0.8, 0.1, 0.7, (0.4, 0.8)), asked.Control);
        var prompt = asked.ToPrompt();
        var sampler = Inputs(prompt, "KSampler");
        var (positive, negative) = (sampler["positive"]!.AsArray(), sampler["negative"]!.AsArray());
        Assert.Equal(((string?)negative[0], 0, 1), ((string?)positive[0], (int)positive[1]!, (int)negative[1]!));
        Assert.Equal("ControlNetApplyAdvanced", (string?)prompt[(string)positive[0]!]!["class_type"]);
        Assert.Equal("a house", Read(asked).Positive);
        Assert.Equal(0.8, (double)Inputs(prompt, "Canny")["high_threshold"]!);
        Assert.DoesNotContain("Canny", Classes(One(Draft with
            { ControlModel = "canny.safetensors", ControlPicture = "pose.png", ControlEdges = false })));
    }

    [Fact]
    public void Outpaint_OfASource_KeepsItsPixelsAndTheSizeAskedFor()
    {
        var asked = One(Draft with { Source = "cat.png", Denoise = "0.3", PadLeft = "64", PadBottom = "32" });
        var prompt = asked.ToPrompt();
        Assert.Equal((128, 96), (Number(prompt, "ImageScale", "width"), Number(prompt, "ImageScale", "height")));
        Assert.Equal((64, 0, 0, 32, 24), (Number(prompt, "ImagePadForOutpaint", "left"), Number(prompt, "ImagePadForOutpaint", "top"),
            Number(prompt, "ImagePadForOutpaint", "right"), Number(prompt, "ImagePadForOutpaint", "bottom"),
            Number(prompt, "ImagePadForOutpaint", "feathering")));
        Assert.Equal(1, (double)Inputs(prompt, "KSampler")["denoise"]!);
        Assert.Equal("ImageCompositeMasked", (string?)prompt[(string)Inputs(prompt, "SaveImage")["images"]![0]!]!["class_type"]);
        Assert.Equal("cat.png", Read(asked).Source);
    }

    [Theory]
    [InlineData("HiresScale", "HiresScale", "9")]
    [InlineData("HiresSteps", "HiresSteps", "0")]
    [InlineData("HiresDenoise", "HiresDenoise", "no")]
    [InlineData("HiresUpscaler", "HiresUpscaler", "gone.safetensors")]
    [InlineData("VariationStrength", "VariationStrength", "2")]
    [InlineData("VariationSeed", "VariationSeed", "-1")]
    [InlineData("ControlModel", "ControlModel", "gone.safetensors")]
    [InlineData("ControlPicture", "ControlPicture", "")]
    [InlineData("ControlEnd", "ControlEnd", "0")]
    [InlineData("ControlHigh", "ControlHigh", "0.1")]
    [InlineData("PadLeft", "PadLeft", "192")]
    [InlineData("PadTop", "PadTop", "9")]
    [InlineData("Mask", "PadLeft", "some.png")]
    public void Read_WrongInASection_IsSaidAtItsField(string property, string field, string value)
    {
        var good = Draft with
        {
            Hires = property.StartsWith("Hires", StringComparison.Ordinal), VariationStrength = "0.1", ControlModel = "canny.safetensors",
            ControlPicture = "pose.png", Source = property is "Mask" || property.StartsWith("Pad", StringComparison.Ordinal) ? "cat.png"
                : null,
            PadRight = property == "Mask" ? "64" : "0",
        };
        var json = (JsonObject)JsonNode.Parse(good.ToJson())!;
        json[property] = value;
        var check = new DraftCheck(GenerationDraft.FromJson(json.ToJsonString())!, Choices);
        Assert.Empty(check.Read(() => 7));
        Assert.Contains(field, check.Errors.Keys);
    }

    [Fact]
    public void Hires_OfAPartOfAPicture_IsRefused()
    {
        var check = new DraftCheck(Draft with { Hires = true, Source = "cat.png", PadLeft = "64" }, Choices);
        Assert.Empty(check.Read(() => 7));
        Assert.Contains("Only a part", check.Errors["HiresScale"], StringComparison.Ordinal);
    }

    [Fact]
    public void Enlargement_OfAPicture_IsReadBackAsOne()
    {
        var made = PictureSettings.From(Copy(new Enlargement("a.png [output]", "x2.safetensors").ToPrompt()), "4")!;
        Assert.Equal(("x2.safetensors", "a.png [output]", null), (made.Upscaler, made.Source, made.Seed));
        Assert.Equal(4, new Enlargement("a.png [output]", "x2.safetensors").ToWorkflow(engine.Engine.Nodes)["nodes"]!.AsArray().Count);
    }

    [Fact]
    public void WithMetadata_Off_IsToldToTheJob()
    {
        Assert.Null(One(Draft).ToExtraData());
        Assert.False((bool)One(Draft with { WithMetadata = false }).ToExtraData()!["metadata"]!);
    }

    private static TextToImage One(GenerationDraft draft)
    {
        var check = new DraftCheck(draft, Choices);
        var jobs = check.Read(() => 7);
        Assert.True(check.Errors.Count == 0, string.Join('\n', check.Errors));
        return Assert.Single(jobs);
    }

    private async Task AssertRunsAsync(TextToImage asked)
    {
        var result = await engine.Engine.ValidateAsync(PromptParser.Parse(asked.ToPrompt()).Prompt!);
        Assert.True(result.CanRun, result.Error?.Text().Details);
        Assert.Empty(result.NodeErrors);
    }

    private static PictureSettings Read(TextToImage asked) => PictureSettings.From(Copy(asked.ToPrompt()), "9")!;

    // numbers as they are once they have been stored
    private static JsonObject Copy(JsonObject prompt) => (JsonObject)JsonNode.Parse(prompt.ToJsonString())!;

    private static IEnumerable<string?> Classes(TextToImage asked) => asked.ToPrompt().Select(node => (string?)node.Value!["class_type"]);

    private static JsonObject Inputs(JsonObject prompt, string type) =>
        prompt.First(node => (string?)node.Value!["class_type"] == type).Value!["inputs"]!.AsObject();

    private static int Number(JsonObject prompt, string type, string input) => (int)Inputs(prompt, type)[input]!;
}
