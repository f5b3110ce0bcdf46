using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Python;
using Studio.Tests.Support;

namespace Studio.Tests.Engine;

/// <summary>From a prompt's JSON to a picture on disk, with the real model.</summary>
public sealed class TextToImageTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly JsonNode Case = DemoModel.Index["cases"]?[0] ?? DemoModel.Index;

    [Fact]
    public async Task Run_DemoPrompt_PaintsTheReferencePicture()
    {
        var result = await fixture.RunAsync(Prompt());

        Assert.Equal(RunEnd.Success, result.End);
        var picture = Assert.Single(fixture.Pictures(result, "9"));
        Compare.AssertPsnr(Pictures.FromPlanes(DemoModel.Golden("0_image")), picture.Pixels.ToTensor(), 45);
    }

    [Fact]
    public async Task Run_SavedPicture_HoldsThePromptLikeComfy()
    {
        var valid = await fixture.Engine.ValidateAsync(PromptParser.Parse(Prompt(steps: 1)).Prompt!);
        var workflow = JsonNode.Parse("""{"workflow": {"id": "ü", "n": 1.50}}""")!.AsObject();
        var result = await fixture.Engine.RunAsync(new RunRequest("p", valid.Prompt, valid.Outputs, workflow, "none")
            {
                Files = fixture.Files,
            },
            new Progress<ExecutionEvent>(), CancellationToken.None);

        var image = result.Outputs["9"]["images"]![0]!;
        var text = ImageCodec.ReadText(fixture.Store.Find($"{image["filename"]} [{image["type"]}]")!);

        Assert.Equal(PythonText.Dumps(valid.Prompt.Source), text["prompt"]);
        Assert.Contains("\"cfg\": 5.0", text["prompt"], StringComparison.Ordinal);
        Assert.Equal("""{"id": "\u00fc", "n": 1.5}""", text["workflow"]);
    }

    [Fact]
    public async Task Run_Sampling_TellsEachStepAndShowsIt()
    {
        var events = new Recorder();

        await fixture.RunAsync(Prompt(steps: 3, seed: 7), events, preview: "latent2rgb");

        Assert.Equal(["1/3", "2/3", "3/3"], events.All.OfType<ExecutionEvent.Progress>().Select(step => $"{step.Value}/{step.Max}"));
        var kinds = events.All.Where(step => step is ExecutionEvent.Progress or ExecutionEvent.Preview).Select(step => step.GetType().Name);
        Assert.Equal(["Preview", "Progress", "Preview", "Progress", "Preview", "Progress"], kinds);
        var previews = events.All.OfType<ExecutionEvent.Preview>().ToList();
        Assert.Equal(3, previews.Count);
        var preview = ImageCodec.Decode(previews[^1].Image);
        Assert.Equal((128, 128), (preview.Pixels.Width, preview.Pixels.Height));
    }

    [Fact]
    public async Task Run_Cancelled_StopsWithinOneModelCall()
    {
        using var stop = new CancellationTokenSource();
        var events = new Recorder
        {
            OnEvent = step =>
            {
                if (step is ExecutionEvent.Progress { Value: 2 })
                    stop.Cancel();
            },
        };

        var result = await fixture.RunAsync(Prompt(steps: 1000, seed: 8), events, cancellationToken: stop.Token);

        Assert.Equal(RunEnd.Interrupted, result.End);
        Assert.InRange(events.All.OfType<ExecutionEvent.Progress>().Max(step => step.Value), 2, 3);
        Assert.Equal("3", Assert.IsType<ExecutionEvent.Interrupted>(events.All[^1]).Node.Id);
    }

    [Fact]
    public async Task Run_Twice_TakesTheSecondFromTheCacheUntilItIsFreed()
    {
        var events = new Recorder();
        await fixture.RunAsync(Prompt(steps: 1, seed: 9));
        await fixture.RunAsync(Prompt(steps: 1, seed: 9), events);
        Assert.Empty(events.All.OfType<ExecutionEvent.Executing>());

        fixture.Engine.Free(unloadModels: true, clearCache: true);
        Assert.Equal(0, fixture.Engine.Status().ModelMemoryUsed);
        events = new Recorder();
        await fixture.RunAsync(Prompt(steps: 1, seed: 9), events);
        Assert.NotEmpty(events.All.OfType<ExecutionEvent.Executing>());
        Assert.True(fixture.Engine.Status().ModelMemoryUsed > 0);
    }

    [Fact]
    public void Status_Cpu_HasNoProblem()
    {
        var status = fixture.Engine.Status();

        Assert.Null(status.Problem);
        Assert.Equal("cpu", status.Device);
        Assert.NotEmpty(status.RuntimeVersion);
    }

    private static string Prompt(int steps = 20, ulong seed = 42) => $$$"""
        {"3": {"class_type": "KSampler", "inputs": {"seed": {{{seed}}}, "steps": {{{steps}}}, "cfg": 5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]} },
         "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "studio-demo.safetensors"} },
         "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 128, "batch_size": 1} },
         "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{{(string?)Case["prompt"]}}}", "clip": ["4", 1]} },
         "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]} },
         "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]} },
         "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "demo"} } }
        """;
}
