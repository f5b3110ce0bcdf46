using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Tests.Support;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

public sealed class TextToImageTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly TextToImage Asked = new()
    {
        Checkpoint = "studio-demo.safetensors",
        Positive = "a red house",
        Negative = "rain",
        Width = 192,
        Height = 128,
        BatchSize = 2,
        Steps = 12,
        Cfg = 4.5,
        Sampler = "dpmpp_2m",
        Scheduler = "karras",
        Seed = ulong.MaxValue,
    };

    [Fact]
    public async Task ToPrompt_TextToImage_PassesTheEnginesCheck()
    {
        var checkedPrompt = await ValidateAsync(Asked);
        Assert.True(checkedPrompt.CanRun, checkedPrompt.Error?.Details);
        Assert.Empty(checkedPrompt.NodeErrors);
    }

    [Fact]
    public void ToPrompt_AnySettings_AreWhatTheGalleryReadsBack()
    {
        var made = PictureSettings.From((JsonObject)JsonNode.Parse(Asked.ToPrompt().ToJsonString())!, "9")!;
        Assert.Equal((Asked.Checkpoint, Asked.Positive, Asked.Negative), (made.Model, made.Positive, made.Negative));
        Assert.Equal(("18446744073709551615", 12, 4.5), (made.Seed, made.Steps!.Value, made.Cfg!.Value));
        Assert.Equal((Asked.Sampler, Asked.Scheduler), (made.Sampler, made.Scheduler));
    }

    [Fact]
    public void ToPrompt_WithSource_EncodesTheScaledPicture()
    {
        var prompt = (Asked with { Source = "cat.png", Denoise = 0.4 }).ToPrompt();
        var sampler = prompt.Single(node => (string?)node.Value!["class_type"] == "KSampler").Value!["inputs"]!;
        var encoder = prompt[(string)sampler["latent_image"]![0]!]!;
        var scaler = prompt[(string)encoder["inputs"]!["pixels"]![0]!]!;
        var loader = prompt[(string)scaler["inputs"]!["image"]![0]!]!;
        Assert.Equal(["VAEEncode", "ImageScale", "LoadImage"], new[] { encoder, scaler, loader }.Select(node => (string?)node["class_type"]));
        Assert.Equal(192, (int)scaler["inputs"]!["width"]!);
        Assert.Equal("cat.png", (string?)loader["inputs"]!["image"]);
        Assert.Equal(0.4, (double)sampler["denoise"]!);
        Assert.DoesNotContain(prompt, node => (string?)node.Value!["class_type"] == "EmptyLatentImage");
    }

    [Theory]
    [InlineData(nameof(GenerationDraft.Steps))]
    [InlineData(nameof(GenerationDraft.Cfg))]
    [InlineData(nameof(GenerationDraft.Sampler))]
    [InlineData(nameof(GenerationDraft.Width))]
    [InlineData(nameof(GenerationDraft.Checkpoint))]
    [InlineData(nameof(GenerationDraft.Source))]
    public async Task ErrorsOf_WhatTheEngineRefuses_StandAtTheirField(string field)
    {
        var wrong = field switch
        {
            nameof(GenerationDraft.Steps) => Asked with { Steps = 0 },
            nameof(GenerationDraft.Cfg) => Asked with { Cfg = 101 },
            nameof(GenerationDraft.Sampler) => Asked with { Sampler = "eulerr" },
            nameof(GenerationDraft.Width) => Asked with { Width = 8 },
            nameof(GenerationDraft.Checkpoint) => Asked with { Checkpoint = "gone.safetensors" },
            _ => Asked with { Source = "gone.png" },
        };
        var refused = await ValidateAsync(wrong);
        Assert.False(refused.CanRun);
        var errors = DraftCheck.ErrorsOf(new(null, refused.Error, refused.NodeErrors));
        Assert.Equal(field, Assert.Single(errors).Key);
        Assert.NotEmpty(errors[field]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("cat.png")]
    public void Workflow_OfAPrompt_HasItsNodesLinksAndValues(string? source)
    {
        var prompt = (Asked with { Source = source }).ToPrompt();
        var workflow = (JsonObject)(Asked with { Source = source }).ToExtraData()["extra_pnginfo"]!["workflow"]!;
        var nodes = workflow["nodes"]!.AsArray().ToDictionary(node => (int)node!["id"]!, node => node!);
        Assert.Equal(prompt.Select(node => int.Parse(node.Key)).Order(), nodes.Keys.Order());
        var literals = prompt.SelectMany(node => node.Value!["inputs"]!.AsObject()).Where(input => input.Value is JsonValue).ToList();
        var widgets = nodes.Values.SelectMany(node => node["widgets_values"]!.AsArray()).Select(value => value!.ToJsonString()).ToList();
        Assert.All(literals, literal => Assert.Contains(literal.Value!.ToJsonString(), widgets));
        foreach (var link in workflow["links"]!.AsArray().Select(link => link!.AsArray()))
        {
            var (id, from, fromSlot, to, toSlot) = ((int)link[0]!, nodes[(int)link[1]!], (int)link[2]!, nodes[(int)link[3]!], (int)link[4]!);
            Assert.Contains(id, from["outputs"]![fromSlot]!["links"]!.AsArray().Select(other => (int)other!));
            Assert.Equal(id, (int)to["inputs"]![toSlot]!["link"]!);
            Assert.Equal((string?)from["outputs"]![fromSlot]!["type"], (string?)to["inputs"]![toSlot]!["type"]);
        }

        Assert.All(nodes.Values.SelectMany(node => node["inputs"]!.AsArray()), input => Assert.NotNull(input!["link"]));
    }

    private Task<PromptValidation> ValidateAsync(TextToImage asked) => engine.Engine.ValidateAsync(PromptParser.Parse(asked.ToPrompt()).Prompt!);
}
