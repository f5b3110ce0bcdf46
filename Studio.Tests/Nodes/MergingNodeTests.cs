using Studio.Engine.Graph;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Nodes;

/// <summary>Merging and saving in whole prompts on the demo model.</summary>
public sealed class MergingNodeTests(ModelFolderFixture studio) : IClassFixture<ModelFolderFixture>
{
    [Fact]
    public async Task Prompt_SavedCheckpoint_GivesTheSamePicture()
    {
        var result = await studio.RunAsync(new DemoPrompt()
            .Add("10", "CheckpointSave", ("model", Link("1", 0)), ("clip", Link("1", 1)), ("vae", Link("1", 2)),
                ("filename_prefix", "checkpoints/ComfyUI")).Json);
        Assert.True(result.Failure is null, result.Failure?.Message);
        var saved = studio.Store.Find("checkpoints_ComfyUI_00001_.safetensors [output]");
        File.Copy(saved!, studio.PathOf("checkpoints", "saved.safetensors"));

        var again = await new DemoPrompt().Set("1", "ckpt_name", "saved.safetensors").PictureAsync(studio);

        Assert.Equal(await new DemoPrompt().PictureAsync(studio), again);
    }

    [Fact]
    public async Task Prompt_MergedWithItself_GivesTheSamePicture()
    {
        var merged = new DemoPrompt().Add("10", "ModelMergeSimple", ("model1", Link("1", 0)), ("model2", Link("1", 0)), ("ratio", 0.5))
            .Model("10");
        var (plain, same) = (await new DemoPrompt().PictureAsync(studio), await merged.PictureAsync(studio));
        Assert.All(plain.Zip(same), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1));
    }

    [Fact]
    public async Task Prompt_WithLoadersOfParts_GivesTheSamePicture()
    {
        foreach (var kind in new[] { "diffusion_models", "text_encoders", "vae" })
            File.Copy(DemoModel.Path, studio.PathOf(kind, "part.safetensors"), overwrite: true);
        var parts = new DemoPrompt()
            .Add("11", "UNETLoader", ("unet_name", "part.safetensors"), ("weight_dtype", "fp8_e4m3fn"))
            .Add("12", "CLIPLoader", ("clip_name", "part.safetensors"), ("type", "stable_diffusion"))
            .Add("13", "VAELoader", ("vae_name", "part.safetensors"))
            .Model("11").Clip("12", 0).Set("6", "vae", Link("13", 0));

        Assert.Equal(await new DemoPrompt().PictureAsync(studio), await parts.PictureAsync(studio));
        var events = new Recorder();
        await studio.RunAsync(parts.Json, events);
        Assert.Contains("fp8_e4m3fn", Assert.Single(events.All.OfType<ExecutionEvent.Warned>()).Text, StringComparison.Ordinal);
        var result = await studio.RunAsync(parts.Set("12", "type", "sd3").Json);
        Assert.Contains("'sd3' are not supported yet", result.Failure!.Message, StringComparison.Ordinal);
    }
}
