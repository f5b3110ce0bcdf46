using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>LoRAs for one family on a real checkpoint of another: refused with both families' names before anything runs.</summary>
public sealed class LoraOriginTests : IDisposable
{
    private const string TextKey = "lora_te1_text_model_encoder_layers_0_self_attn_q_proj";

    private static readonly (string Checkpoint, string Title, int Width, int Channels, string Key)[] Families =
    [
        ("sd15", "Stable Diffusion 1.x", 768, 640, "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"),
        ("sd20_base_eps", "Stable Diffusion 2.x", 1024, 640, "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"),
        ("sdxl_base", "SDXL", 2048, 640, "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k"),
        ("sdxl_refiner", "the SDXL refiner", 1280, 768, "diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k"),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var one in Families)
            {
                foreach (var other in Families)
                    pairs.Add(one.Checkpoint, other.Checkpoint);
            }
            return pairs;
        }
    }

    public static TheoryData<string, string, string> Elsewhere => new()
    {
        { "sd15", "lora_unet_double_blocks_0_img_attn_qkv", "Flux" },
        { "sdxl_base", "transformer.single_transformer_blocks.0.attn.to_q", "Flux" },
        { "sdxl_base", "transformer.transformer_blocks.5.attn.to_q", "a diffusion transformer such as Flux" },
        { "sd20_base_eps", "diffusion_model.joint_blocks.0.x_block.attn.qkv", "Stable Diffusion 3" },
        { "sdxl_refiner", "diffusion_model.layers.0.attention.qkv", "Z-Image" },
        { "sd15", "transformer_blocks.0.img_mlp.net.2", "Qwen-Image" },
        { "sd15", "lora_te2_text_model_encoder_layers_0_self_attn_q_proj", "SDXL" },
        // no cross-attention, and some layers that would happen to fit
        { "sdxl_base", "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q", "Stable Diffusion 1.x or 2.x" },
        { "sd15", "lora_unet_down_blocks_2_attentions_1_transformer_blocks_9_attn1_to_q", "SDXL" },
        { "sdxl_refiner", "unet.down_blocks.2.attentions.1.transformer_blocks.5.attn1.to_q", "SDXL" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_EachPair_IsRefusedUnlessItIsOneFamily(string model, string lora)
    {
        var (denoiser, encoders) = Open(model);
        var family = Families.Single(known => known.Checkpoint == lora);
        var path = Path.Combine(_folder.Path, "x.safetensors");
        new SafetensorsWriter().Layer(family.Key, family.Channels, family.Width)
            .Layer(family.Key.Replace("attn2", "attn1", StringComparison.Ordinal), family.Channels, family.Channels).Save(path);
        if (model == lora)
        {
            Assert.Null(LoraMatch.Of(LoraFile.Open(path), denoiser, encoders).Warning());
            return;
        }
        var failure = Assert.Throws<EngineException>(() => LoraMatch.Of(LoraFile.Open(path), denoiser, encoders));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains($"looks made for {family.Title}, and '{model}' is {denoiser.Source.Family.Name}.", failure.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void Of_NamesOfAnotherArchitecture_AreRefusedThoughATextFits(string model, string key, string title)
    {
        var (denoiser, encoders) = Open(model);
        var path = Path.Combine(_folder.Path, "x.safetensors");
        new SafetensorsWriter().Layer(key, 1280, 1280).Layer(TextKey, 768, 768).Save(path);
        var failure = Assert.Throws<EngineException>(() => LoraMatch.Of(LoraFile.Open(path), denoiser, encoders));
        Assert.Contains($"looks made for {title}, and", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NamesThatAreNotRead_SayWhoseTheyLookLike()
    {
        var path = Path.Combine(_folder.Path, "x.safetensors");
        new SafetensorsWriter().Add("double_blocks.0.processor.proj_of_another_kind.weight", "F32", new float[4], 1, 4).Save(path);
        Assert.Contains("look made for Flux", Assert.Throws<EngineException>(() => LoraFile.Open(path)).Message, StringComparison.Ordinal);
    }

    internal static (NetworkRecipe Denoiser, NetworkRecipe[] Encoders) Open(string file)
    {
        var header = ModelLayout.Unify(FamilyDetectionTests.Header(file));
        var source = new CheckpointSource(file, default, header, ModelDetector.Describe(header)!.Family!);
        return (new NetworkRecipe(source, source.Family.Find(NetworkRole.Denoiser)!),
            [.. source.Family.Networks.Where(network => network.Role.IsText).Select(network => new NetworkRecipe(source, network))]);
    }
}
