using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Nodes;

/// <summary>LoRAs in whole prompts on the demo model.</summary>
public sealed class LoraNodeTests : IClassFixture<ModelFolderFixture>
{
    private const string Layer = "lora_unet_mid_block_attentions_0_proj_out";
    private const string File = "demo-lora.safetensors";

    private readonly ModelFolderFixture _studio;

    public LoraNodeTests(ModelFolderFixture studio)
    {
        _studio = studio;
        using var model = TensorFile.Open(DemoModel.Path);
        var weight = model.Header.Tensors["model.diffusion_model.middle_block.1.proj_out.weight"];
        new SafetensorsWriter().Layer(Layer, (int)weight.Shape[0], weight.Count() / (int)weight.Shape[0], rank: 4, alpha: 8)
            .Save(studio.PathOf("loras", File));
    }

    [Fact]
    public async Task Prompt_WithALora_ChangesThePictureAndOnlyWhileItIsThere()
    {
        var plain = await new DemoPrompt().PictureAsync(_studio);
        var changed = await WithLora(1, 1).PictureAsync(_studio);
        var zero = await WithLora(0, 0).PictureAsync(_studio);
        var modelOnly = await new DemoPrompt().Add("10", "LoraLoaderModelOnly", ("model", Link("1", 0)), ("lora_name", File),
            ("strength_model", 1)).Model("10").PictureAsync(_studio);
        _studio.Engine.Free(unloadModels: true, clearCache: true);
        var again = await new DemoPrompt().PictureAsync(_studio);

        Assert.NotEqual(plain, changed);
        Assert.Equal(changed, modelOnly);
        Assert.Equal(plain, zero);
        Assert.Equal(plain, again);
    }

    [Fact]
    public async Task Prompt_WithALoraThatFitsInPart_SaysSoToItsSender()
    {
        using var model = TensorFile.Open(DemoModel.Path);
        var weight = model.Header.Tensors["model.diffusion_model.middle_block.1.proj_out.weight"];
        new SafetensorsWriter().Layer(Layer, (int)weight.Shape[0], weight.Count() / (int)weight.Shape[0])
            .Layer("lora_unet_of_another_model", 4, 4).Save(_studio.PathOf("loras", "part.safetensors"));
        var events = new Recorder();

        await _studio.RunAsync(WithLora(1, 1).Set("10", "lora_name", "part.safetensors").Json, events);

        var warning = Assert.Single(events.All.OfType<ExecutionEvent.Warned>());
        Assert.Equal("10", warning.Node.Id);
        Assert.Contains("lora_unet_of_another_model", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompt_WithAMissingLora_IsRefused()
    {
        var verdict =
            await _studio.Engine.ValidateAsync(PromptParser.Parse(WithLora(1, 1).Set("10", "lora_name", "none.safetensors").Json).Prompt!);
        Assert.False(verdict.CanRun);
        Assert.Equal("value_not_in_list", Assert.Single(verdict.NodeErrors["10"].Errors).Text().Type);
    }

    private static DemoPrompt WithLora(double model, double clip) => new DemoPrompt()
        .Add("10", "LoraLoader", ("model", Link("1", 0)), ("clip", Link("1", 1)), ("lora_name", File), ("strength_model", model),
            ("strength_clip", clip))
        .Model("10").Clip("10", 1);
}
