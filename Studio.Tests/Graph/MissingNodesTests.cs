using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

/// <summary>What a prompt with classes from elsewhere is told, beside ComfyUI's own words.</summary>
public sealed class MissingNodesTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData("KSamplr", "Did you mean KSampler?")]
    [InlineData("ksampler", "Did you mean KSampler?")]
    [InlineData("EmptyLatentImg", "Did you mean EmptyLatentImage (Empty Latent Image)?")]
    [InlineData("Load Checkpoint", "Did you mean CheckpointLoaderSimple (Load Checkpoint)?")]
    [InlineData("KSampler SDXL (Eff.)", "Use KSampler, KSamplerAdvanced")]
    [InlineData("Eff. Loader SDXL", "Use CheckpointLoaderSimple")]
    [InlineData("BNK_TiledKSampler", "denoise of 0.3 to 0.5")]
    [InlineData("WD14Tagger|pysssss", "Write the text by hand")]
    [InlineData("FaceDetailer", "mask drawn by hand")]
    [InlineData("VHS_VideoCombine", "Use SaveAnimatedWEBP here")]
    [InlineData("Reroute", "send the workflow file itself")]
    [InlineData("DisplayText_Zho", "Use PreviewAny here")]
    [InlineData("EmptyLatentRatioSelect", "Use EmptyLatentImage here")]
    [InlineData("ImageResizeMixlab", "Use ImageScale, ResizeImageMaskNode")]
    [InlineData("DWPreprocessor", "model of its own")]
    [InlineData("PiDiNetPreprocessor", "Use Canny here")]
    [InlineData("OpenAIDalle3", "paid service")]
    public async Task Validate_KnownFamilies_SaysWhatToDo(string classType, string help)
    {
        var error = (await ErrorOf(classType))!;

        Assert.Equal("missing_node_type", error.Type);
        Assert.Equal("Node 'ID #3' not found. The custom node may not be installed.", error.Message);
        Assert.StartsWith("Node ID '#3'\n" + classType + ": ", error.Details, StringComparison.Ordinal);
        Assert.Contains(help, error.Details, StringComparison.Ordinal);
        Assert.Contains(help, (string)error.ExtraInfo["help"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_UnheardOf_IsToldInComfysWordsAlone()
    {
        var error = (await ErrorOf("Zyxwvut Quark"))!;

        Assert.Equal("Node ID '#3'", error.Details);
        Assert.Equal(["node_id", "class_type", "node_title"], error.ExtraInfo.Select(pair => pair.Key));
        Assert.Equal("Node ID '#3'", (await ErrorOf(new string('k', 5_000_000)))!.Details);
    }

    [Fact]
    public async Task Validate_SeveralClasses_AreAllNamed()
    {
        var error = (await ErrorOf("FaceDetailer", "Zyxwvut Quark", "DWPreprocessor", "FaceDetailer"))!;

        Assert.EndsWith("\n3 classes of this prompt are not here: FaceDetailer, Zyxwvut Quark, DWPreprocessor.", error.Details,
            StringComparison.Ordinal);
        Assert.Equal(3, error.ExtraInfo["help"]!.AsArray().Count);
        Assert.Equal("FaceDetailer", (string?)error.ExtraInfo["class_type"]);
    }

    [Fact]
    public async Task Validate_ManyClasses_AreCounted()
    {
        var error = (await ErrorOf([.. Enumerable.Range(0, 2000).Select(number => $"Mystery {number} of the deep")]))!;

        Assert.Contains("2000 classes", error.Details, StringComparison.Ordinal);
        Assert.True(error.Details.Length < 1000);
    }

    [Fact]
    public async Task Validate_NearNames_AreListed() =>
        Assert.Contains("LatentUpscaleBy",
            (await ErrorOf("LatentUpscaleBi"))!.ExtraInfo["nearest_nodes"]!.AsArray().Select(name => (string?)name));

    [Fact]
    public void Families_WhatTheyAdvise_IsThere()
    {
        var planned = NodeFamilies.All.Where(family => family.Without is not null).Select(family => family.Without).ToHashSet();
        foreach (var family in NodeFamilies.All)
        {
            foreach (var name in family.Use.Where(name => !family.Use.Any(planned.Contains)))
                Assert.True(fixture.Engine.Nodes.Find(name) is not null, $"{family.Pattern}: there is no {name}");
        }
    }

    private async Task<ErrorText?> ErrorOf(params string[] classTypes)
    {
        var prompt = new JsonObject(classTypes.Select((name, index) => KeyValuePair.Create<string, JsonNode?>(
            $"{index + 3}", new JsonObject { ["class_type"] = name, ["inputs"] = new JsonObject() })));
        return (await fixture.Engine.ValidateAsync(PromptParser.Parse(prompt.ToJsonString()).Prompt!)).Error?.Text();
    }
}
