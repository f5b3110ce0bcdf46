using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>How trainers spell the layers of Stable Diffusion 1.5.</summary>
public sealed class LoraTargetsTests
{
    private const string ToK = "input_blocks.4.1.transformer_blocks.0.attn2.to_k";

    private static readonly LoraTargets Denoiser = LoraTargets.Of(Sizes, Names("model.diffusion_model."));
    private static readonly LoraTargets Text = LoraTargets.Of(
        new ClipText(NetworkRole.ClipL, "", 768, 12, 12, 3072, 77, 49408), Names(TinyModel.FullSize.Text.Prefix));

    [Theory]
    [InlineData("lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k", ToK)]
    [InlineData("lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k", ToK)]
    [InlineData("lycoris_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k", ToK)]
    [InlineData("diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k", ToK)]
    [InlineData("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k", ToK)]
    [InlineData("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.processor.to_k", ToK)]
    [InlineData("base_model.model.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k", ToK)]
    [InlineData("unet.base_model.model.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k", ToK)]
    [InlineData("down_blocks.1.attentions.0.transformer_blocks.0.attn2.processor.to_out",
        "input_blocks.4.1.transformer_blocks.0.attn2.to_out.0")]
    [InlineData("lora_unet_up_blocks_3_attentions_2_proj_out", "output_blocks.11.1.proj_out")]
    [InlineData("lora_unet_up_blocks_1_attentions_0_transformer_blocks_0_ff_net_0_proj",
        "output_blocks.3.1.transformer_blocks.0.ff.net.0.proj")]
    [InlineData("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_v", "middle_block.1.transformer_blocks.0.attn1.to_v")]
    [InlineData("lora_unet_mid_block_resnets_1_conv2", "middle_block.2.out_layers.3")]
    [InlineData("lora_unet_down_blocks_3_resnets_1_time_emb_proj", "input_blocks.11.0.emb_layers.1")]
    [InlineData("lora_unet_up_blocks_0_resnets_2_conv_shortcut", "output_blocks.2.0.skip_connection")]
    [InlineData("lora_unet_down_blocks_0_downsamplers_0_conv", "input_blocks.3.0.op")]
    [InlineData("lora_unet_up_blocks_0_upsamplers_0_conv", "output_blocks.2.1.conv")]
    [InlineData("lora_unet_up_blocks_1_upsamplers_0_conv", "output_blocks.5.2.conv")]
    [InlineData("lora_unet_conv_in", "input_blocks.0.0")]
    [InlineData("lora_unet_time_embedding_linear_2", "time_embed.2")]
    public void Find_UNetLayer_KnowsTheSpelling(string name, string layer) =>
        Assert.Equal(layer + ".weight", Denoiser.Find(name, bias: false).SingleOrDefault()?.Weight);

    [Theory]
    [InlineData("lora_te_text_model_encoder_layers_5_self_attn_q_proj")]
    [InlineData("lora_te1_text_model_encoder_layers_5_self_attn_q_proj")]
    [InlineData("text_encoder.text_model.encoder.layers.5.self_attn.q_proj")]
    [InlineData("text_encoders.clip_l.transformer.text_model.encoder.layers.5.self_attn.q_proj")]
    [InlineData("base_model.model.text_model.encoder.layers.5.self_attn.q_proj")]
    public void Find_TextLayer_KnowsTheSpelling(string name) =>
        Assert.Equal("encoder.layers.5.self_attn.q_proj.weight", Text.Find(name, bias: false).SingleOrDefault()?.Weight);

    [Fact]
    public void Find_Bias_IsTheLayersOwnIfItHasOne()
    {
        Assert.Equal("middle_block.1.proj_in.bias", Denoiser.Find("lora_unet_mid_block_attentions_0_proj_in", bias: true).SingleOrDefault()?.Weight);
        Assert.Empty(Denoiser.Find("diffusion_model." + ToK, bias: true));
    }

    [Theory]
    [InlineData("lora_te2_text_model_encoder_layers_5_self_attn_q_proj")]
    [InlineData("lora_unet_double_blocks_0_img_attn_qkv")]
    [InlineData("lora_te_text_model_encoder_layers_12_self_attn_q_proj")]
    public void Find_Stranger_IsNothing(string name)
    {
        Assert.Empty(Denoiser.Find(name, bias: false));
        Assert.Empty(Text.Find(name, bias: false));
    }

    [Fact]
    public void Find_EveryUNetLayer_HasADiffusersName() =>
        Assert.All(
            Names("model.diffusion_model.").Where(name => name.EndsWith(".weight", StringComparison.Ordinal)),
            name => Assert.NotNull(new DiffusersNames(Sizes.BlockCounts).Of(name[..^".weight".Length])));

    private static UNet Sizes => new("", 4, 4, 320, [1, 2, 4, 4], [2, 2, 2, 2], [1, 1, 1, 1, 1, 1, 0, 0],
        [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        new UNetMiddle(2, 1), new AttentionHeads(8), 768);

    private static List<string> Names(string prefix) =>
        [.. CheckpointLayout.Tensors(TinyModel.FullSize).Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(tensor => tensor.Name[prefix.Length..])];
}
