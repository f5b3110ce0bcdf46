using Studio.Engine.Models.Families;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Models;

namespace Studio.Tests.Models;

/// <summary>What a row of the Generate page says of a LoRA.</summary>
public sealed class LoraFilesTests : IDisposable
{
    private const string Layer = "lora_te_text_model_encoder_layers_0_self_attn_q_proj";

    private readonly TemporaryFolder _folder = new();
    private readonly LoraFiles _loras;

    public LoraFilesTests()
    {
        Directory.CreateDirectory(In("checkpoints"));
        Directory.CreateDirectory(In("loras"));
        File.CreateSymbolicLink(Path.Join(In("checkpoints"), "demo.safetensors"), DemoModel.Path);
        _loras = new(new ModelCatalog(new StudioOptions { StudioDir = _folder.Path }, FamilyCatalog.BuiltIn), FamilyCatalog.BuiltIn);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verdict_OfAFile_ChangesWithTheFile()
    {
        Assert.Null(_loras.Verdict("demo.safetensors", "x.safetensors"));
        new SafetensorsWriter().Layer(Layer, 64, 64).Save(PathOf("x"));
        Assert.Equal(new LoraVerdict(LoraMeasure.Whole, "Applies 1 of 1 layers."), _loras.Verdict("demo.safetensors", "x.safetensors"));
        new SafetensorsWriter().Layer(Layer, 64, 64).Layer("lora_unet_nowhere", 8, 8).Save(PathOf("x"));
        var partly = _loras.Verdict("demo.safetensors", "x.safetensors")!;
        Assert.Equal((LoraMeasure.Partly, "Applies 1 of 2 layers."), (partly.Measure, partly.Text));
        Assert.Contains("lora_unet_nowhere", partly.Details, StringComparison.Ordinal);
        new SafetensorsWriter().Layer("lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k", 640, 2048).Save(PathOf("x"));
        Assert.Equal(new LoraVerdict(LoraMeasure.Not, "Made for SDXL; this model is SD 1.x."),
            _loras.Verdict("demo.safetensors", "x.safetensors"));
        Assert.Null(_loras.Verdict("gone.safetensors", "x.safetensors"));
    }

    [Fact]
    public void Words_OfAFile_AreItsPhraseAndItsTagsByFrequency()
    {
        new SafetensorsWriter().Layer(Layer, 64, 64).Metadata("modelspec.trigger_phrase", "ohwx cat")
            .Metadata("ss_tag_frequency", """{"10_cat":{"cat":12,"ohwx cat":30,"sofa ":2},"1_more":{"sofa":15,"window":1}}""")
            .Save(PathOf("x"));
        Assert.Equal(["ohwx cat", "sofa", "cat", "window"], _loras.Words("x.safetensors"));
        new SafetensorsWriter().Layer(Layer, 64, 64).Save(PathOf("x"));
        Assert.Empty(_loras.Words("x.safetensors"));
        Assert.Empty(_loras.Words("gone.safetensors"));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"10_cat":null}""")]
    [InlineData("""{"10_cat":{"cat":"often"}}""")]
    public void Words_OfTagsThatAreNone_AreNone(string tags)
    {
        new SafetensorsWriter().Layer(Layer, 64, 64).Metadata("ss_tag_frequency", tags).Save(PathOf("x"));
        Assert.Empty(_loras.Words("x.safetensors"));
    }

    private string In(string kind) => Path.Join(_folder.Path, "models", kind);

    private string PathOf(string name) => Path.Join(In("loras"), name + ".safetensors");
}
