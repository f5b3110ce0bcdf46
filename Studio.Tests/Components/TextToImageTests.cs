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
        Assert.True(checkedPrompt.CanRun, checkedPrompt.Error?.Text().Details);
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
        Assert.Equal(["VAEEncode", "ImageScale", "LoadImage"],
            new[] { encoder, scaler, loader }.Select(node => (string?)node["class_type"]));
        Assert.Equal(192, (int)scaler["inputs"]!["width"]!);
        Assert.Equal("cat.png", (string?)loader["inputs"]!["image"]);
        Assert.Equal(0.4, (double)sampler["denoise"]!);
        Assert.DoesNotContain(prompt, node => (string?)node.Value!["class_type"] == "EmptyLatentImage");
    }

    [Fact]
    public void ToPrompt_WithLoras_PassesModelAndEncoderThroughThemInOrder()
    {
        LoraUse[] loras = [new("one.safetensors", 0.8, 0.5), new("two.safetensors", -1, 1)];
        var prompt =
            (JsonObject)JsonNode.Parse((Asked with { Loras = loras, Source = "cat.png", Denoise = 0.4 }).ToPrompt().ToJsonString())!;
        var sampler = prompt.Single(node => (string?)node.Value!["class_type"] == "KSampler").Value!["inputs"]!;
        var second = prompt[(string)sampler["model"]![0]!]!;
        var first = prompt[(string)second["inputs"]!["model"]![0]!]!;
        Assert.Equal(["two.safetensors", "one.safetensors"], new[] { second, first }.Select(node => (string?)node["inputs"]!["lora_name"]));
        Assert.Equal("CheckpointLoaderSimple", (string?)prompt[(string)first["inputs"]!["clip"]![0]!]!["class_type"]);
        foreach (var encoder in prompt.Where(node => (string?)node.Value!["class_type"] == "CLIPTextEncode"))
            Assert.Equal(((string?)sampler["model"]![0], 1),
                ((string?)encoder.Value!["inputs"]!["clip"]![0], (int)encoder.Value["inputs"]!["clip"]![1]!));
        var made = PictureSettings.From(prompt, "9")!;
        Assert.Equal(loras, made.Loras);
        Assert.Equal(("cat.png", Asked.Checkpoint), (made.Source, made.Model));
        Assert.Equal((null, null),
            (PictureSettings.From(Asked.ToPrompt(), "9")!.Loras, PictureSettings.From(Asked.ToPrompt(), "9")!.Source));
    }

    [Theory]
    [InlineData(nameof(GenerationDraft.Loras))]
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
            nameof(GenerationDraft.Loras) => Asked with { Loras = [new("gone.safetensors", 1, 1)] },
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
    [InlineData(null, 0)]
    [InlineData("cat.png", 0)]
    [InlineData(null, 2)]
    public void Workflow_OfAPrompt_HasItsNodesLinksAndValues(string? source, int loras)
    {
        var asked = Asked with { Source = source,
            Loras = [.. Enumerable.Range(0, loras).Select(i => new LoraUse($"{i}.safetensors", 0.5 + i, 1))] };
        var prompt = asked.ToPrompt();
        var workflow = asked.ToWorkflow(engine.Engine.Nodes).Source;
        var nodes = workflow["nodes"]!.AsArray().ToDictionary(node => (int)node!["id"]!, node => node!);
        Assert.Equal(prompt.Select(node => int.Parse(node.Key)).Order(), nodes.Keys.Order());
        var literals = prompt.SelectMany(node => node.Value!["inputs"]!.AsObject()).Where(input => input.Value is JsonValue).ToList();
        var widgets = nodes.Values.SelectMany(node => node["widgets_values"]!.AsArray()).Select(value => value!.ToJsonString()).ToList();
        Assert.All(literals, literal => Assert.Contains(literal.Value!.ToJsonString(), widgets));
        foreach (var link in workflow["links"]!.AsArray().Select(link => link!.AsArray()))
        {
            var (id, from, fromSlot, to, toSlot) = ((int)link[0]!, nodes[(int)link[1]!], (int)link[2]!, nodes[(int)link[3]!],
                (int)link[4]!);
            Assert.Contains(id, from["outputs"]![fromSlot]!["links"]!.AsArray().Select(other => (int)other!));
            Assert.Equal(id, (int)to["inputs"]![toSlot]!["link"]!);
            Assert.Equal((string?)from["outputs"]![fromSlot]!["type"], (string?)to["inputs"]![toSlot]!["type"]);
        }

        Assert.Equal(nodes.Count, nodes.Values.Select(node => node["pos"]!.ToJsonString()).Distinct().Count());
        Assert.All(nodes.Values.SelectMany(node => node["inputs"]!.AsArray()), input => Assert.NotNull(input!["link"]));
    }

    private Task<PromptValidation> ValidateAsync(TextToImage asked) =>
        engine.Engine.ValidateAsync(PromptParser.Parse(asked.ToPrompt()).Prompt!);
}
