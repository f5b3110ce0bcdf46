using Bunit;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Tests.Components;

public sealed class StageTests : MudContext
{
    private const string Preview = "img[src^='data:']";

    private static readonly Job Running = new()
    {
        Id = "job-1", Owner = "local", Number = 1, Prompt = "{}", ExtraData = "{}", Outputs = [], Created = DateTimeOffset.UnixEpoch,
        State = JobState.Running,
    };

    [Fact]
    public async Task Picture_OnItsWayFromTheServer_HasTheLastPreviewBelowIt()
    {
        var stage = Render<Stage>(parameters => parameters.Add(stage => stage.Recent, []).Add(stage => stage.Running, Running)
            .Add(stage => stage.Progress, ProgressOf("job-1")));
        Assert.Equal("Preview of the picture being made", stage.Find(Preview).GetAttribute("alt"));
        stage.Render(parameters => parameters.Add(stage => stage.Recent, [PictureOf("job-1", "one.png")]).Add(stage => stage.Running, null)
            .Add(stage => stage.Progress, null));
        Assert.Equal("", stage.Find(Preview).GetAttribute("alt"));
        await stage.Find(".hero-open img").TriggerEventAsync("onload", new Microsoft.AspNetCore.Components.Web.ProgressEventArgs());
        Assert.Empty(stage.FindAll(Preview));
        Assert.Contains("one.png", stage.Find(".hero-open img").GetAttribute("src"), StringComparison.Ordinal);
    }

    [Fact]
    public void NextJob_BeforeItsFirstPreview_ShowsTheLastOneAndNotABlank()
    {
        var stage = Render<Stage>(parameters => parameters.Add(stage => stage.Recent, []).Add(stage => stage.Running, Running)
            .Add(stage => stage.Progress, ProgressOf("job-1")));
        stage.Render(parameters => parameters.Add(stage => stage.Recent, [PictureOf("job-1", "one.png")]).Add(stage => stage.Running,
            Running with { Id = "job-2" })
            .Add(stage => stage.Progress, ProgressOf("job-2") with { Preview = null }));
        Assert.Single(stage.FindAll(Preview));
        Assert.Empty(stage.FindAll(".skeleton"));
    }

    /// <summary>What was stopped or failed leaves no picture; its preview must not lie under another one.</summary>
    [Fact]
    public void Preview_OfAJobWithoutAPicture_IsGoneWithIt()
    {
        var stage = Render<Stage>(parameters => parameters.Add(stage => stage.Recent, [PictureOf("older", "old.png")])
            .Add(stage => stage.Running, Running).Add(stage => stage.Progress, ProgressOf("job-1")));
        stage.Render(parameters => parameters.Add(stage => stage.Running, null).Add(stage => stage.Progress, null)
            .Add(stage => stage.Stopped, Running with { State = JobState.Interrupted }));
        Assert.Empty(stage.FindAll(Preview));
        Assert.Empty(stage.FindAll("[role=alert]"));
        Assert.StartsWith("Stopped.", stage.Find(".stage-line").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Caption_OfAPicture_TellsHowItWasMade()
    {
        var picture = PictureOf("job-1", "one.png") with
        {
            Width = 512, Height = 768,
            Settings = new()
            {
                Positive = "a red house", Model = "sd15.safetensors", Seed = "42", Steps = 20, Cfg = 7.5, Sampler = "euler",
                Scheduler = "karras", Denoise = 0.6, Source = "cat.png",
                Loras = [new("flat.safetensors", 0.8, 0.8)],
            },
        };
        var stage = Render<Stage>(
            parameters => parameters.Add(stage => stage.Recent, [picture]).Add(stage => stage.Took, TimeSpan.FromSeconds(83)));
        Assert.Equal("a red house", stage.Find(".stage-prompt").TextContent);
        Assert.Equal(
            ["Model sd15.safetensors", "Size 512 × 768", "Seed 42", "Steps 20", "CFG 7.5", "Sampler euler, karras",
                "LoRA flat.safetensors 0.8", "Source cat.png", "Denoise 0.6", "Took 1 min 23 s"],
            stage.FindAll(".chips > div")
                .Select(chip => $"{chip.QuerySelector("dt")!.TextContent} {chip.QuerySelector("dd")!.TextContent}"));
    }

    [Theory]
    [InlineData(128, 256, "hero pixels")]
    [InlineData(128, 257, "hero")]
    [InlineData(512, 512, "hero")]
    public void Picture_FarSmallerThanItsPlace_IsNotBlurred(int width, int height, string look)
    {
        var stage = Render<Stage>(
            parameters => parameters.Add(stage => stage.Recent, [PictureOf("job-1", "one.png") with { Width = width, Height = height }]));
        Assert.Equal(look, stage.Find(".hero-open img").ClassName!.Trim());
    }

    private static JobProgress ProgressOf(string job) => new()
    {
        JobId = job,
        Started = DateTimeOffset.UnixEpoch,
        Preview = new(new NodeRef("3", "KSampler"), [1, 2, 3], "image/jpeg"),
    };

    private static Picture PictureOf(string job, string name) =>
        new() { Image = new(name, "", ImageFolder.Output), Created = DateTimeOffset.UnixEpoch, Owners = [new("local", job, "9")] };
}
