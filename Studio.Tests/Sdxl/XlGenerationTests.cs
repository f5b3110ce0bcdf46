using Studio.Engine;
using Studio.Web.Components.Generation;
using Studio.Web.Models;

namespace Studio.Tests.Sdxl;

/// <summary>What the Generate page offers of the files of SDXL.</summary>
[Collection(nameof(XlStudio))]
public sealed class XlGenerationTests(XlStudio studio)
{
    [Fact]
    public void Choices_OfTheFolder_BeginWithWhatSuitsTheModel()
    {
        var choices = GenerationChoices.Read(studio.Studio.Get<IEngine>(), studio.Studio.Get<ModelCatalog>());
        var draft = choices.Change(choices.Complete(new()), "sdxl.safetensors");

        Assert.Equal(("1024", "1024", "7", "25"), (draft.Width, draft.Height, draft.Cfg, draft.Steps));
        Assert.Null(choices.Checkpoint("sdxl.safetensors")!.Problem);
    }

    [Theory]
    [InlineData("refiner.safetensors", "only ends what an SDXL model began: use both in a workflow, with KSampler (Advanced)")]
    [InlineData("sdxl-unet.safetensors", "has no text encoder or no VAE inside: use it in a workflow, with loaders for them")]
    public void Choices_OfModelsThatMakeNoPictureAlone_SayWhy(string file, string problem) => Assert.Equal(problem,
        GenerationChoices.Read(studio.Studio.Get<IEngine>(), studio.Studio.Get<ModelCatalog>()).Checkpoint(file)!.Problem);
}
