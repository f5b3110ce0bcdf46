using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>What is told of a LoRA before anything runs is what its loader would do.</summary>
public sealed class LoraFitTests : IDisposable
{
    private const string InText = "lora_te_text_model_encoder_layers_0_self_attn_q_proj";
    private const string InUNet = "lora_unet_input_blocks_3_1_transformer_blocks_0_attn2_to_k";

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Join(_folder.Path, "x.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_AFileThatFits_CountsEveryLayer()
    {
        new SafetensorsWriter().Layer(InText, 64, 64).Layer(InUNet, 128, 64, peft: true).Save(File);
        var fit = Fit(DemoModel.Path, File);
        Assert.Equal((2, 2, null, null), (fit.Applied, fit.Layers, fit.Problem, fit.LeftOut));
    }

    [Fact]
    public void Of_LayersThatTheModelLacksOrThatDoNotFit_AreLeftOutWithTheLoadersWords()
    {
        new SafetensorsWriter().Layer(InText, 64, 64).Layer(InUNet, 96, 64).Layer("lora_unet_nowhere", 8, 8).Save(File);
        var fit = Fit(DemoModel.Path, File);
        Assert.Equal((1, 3, null, null), (fit.Applied, fit.Layers, fit.Problem, fit.MadeFor));
        using var pool = new ModelPool(new ModelPoolOptions());
        var checkpoint = pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None);
        Assert.Equal(Lora.For(File, checkpoint.Model, checkpoint.Clip).Warning, fit.LeftOut);
    }

    [Fact]
    public void Of_ALoraOfAnotherFamily_NamesBoth()
    {
        new SafetensorsWriter().Layer(InUNet, 128, 2048).Layer("lora_te2_text_model_encoder_layers_0_self_attn_q_proj", 64, 64).Save(File);
        var fit = Fit(DemoModel.Path, File);
        Assert.Equal((0, 2, "SDXL", "SD 1.x"), (fit.Applied, fit.Layers, fit.MadeFor, fit.Family));
        Assert.Contains("looks made for SDXL", fit.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ACheckpointOrRubbish_SaysWhatItIs()
    {
        Assert.Contains("is not a LoRA", Fit(DemoModel.Path, DemoModel.Path).Problem, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, "nothing");
        Assert.NotNull(Fit(DemoModel.Path, File).Problem);
        Assert.NotNull(Fit(Path.Join(_folder.Path, "gone.safetensors"), File).Problem);
    }

    private static LoraFit Fit(string checkpoint, string lora) => LoraFit.Of(checkpoint, lora, FamilyCatalog.BuiltIn);
}
