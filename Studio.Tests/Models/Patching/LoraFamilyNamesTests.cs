using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;

namespace Studio.Tests.Models.Patching;

/// <summary>How trainers spell the layers of SDXL, its smaller relatives, its refiner and Stable Diffusion 2, on real files.</summary>
public sealed class LoraFamilyNamesTests
{
    private const string Weight = ".weight";

    [Theory]
    [InlineData("sd20_base_eps")]
    [InlineData("sdxl_base")]
    [InlineData("sdxl_inpainting")]
    [InlineData("sdxl_refiner")]
    [InlineData("ssd1b")]
    [InlineData("segmind_vega")]
    public void Find_EveryUNetLayer_IsKnownByAllItsNames(string file)
    {
        var (denoiser, _) = LoraOriginTests.Open(file);
        var (weights, unet) = (denoiser.Weights().Keys.ToArray(), (UNet)denoiser.Network);
        var (targets, diffusers) = (LoraTargets.Of(unet, weights), new DiffusersNames(unet.BlockCounts));
        foreach (var weight in weights.Where(name => name.EndsWith(Weight, StringComparison.Ordinal)))
        {
            var layer = weight[..^Weight.Length];
            var there = diffusers.Of(layer);
            Assert.NotNull(there);
            var flat = there.Replace('.', '_');
            string[] names = ["lora_unet_" + flat, "lycoris_" + flat, "unet." + there, there, "unet.base_model.model." + there,
                "lora_unet_" + layer.Replace('.', '_'), "diffusion_model." + layer];
            Assert.All(names, name => Assert.Equal(weight, targets.Find(name, bias: false).SingleOrDefault()?.Weight));
        }
    }

    [Theory]
    [InlineData("sdxl_base", "lora_unet_down_blocks_2_attentions_1_transformer_blocks_9_attn2_to_k",
        "input_blocks.8.1.transformer_blocks.9.attn2.to_k")]
    [InlineData("sdxl_base", "lora_unet_up_blocks_1_attentions_2_proj_in", "output_blocks.5.1.proj_in")]
    [InlineData("sdxl_base", "lora_unet_up_blocks_0_upsamplers_0_conv", "output_blocks.2.2.conv")]
    [InlineData("sdxl_base", "lora_unet_mid_block_resnets_1_conv2", "middle_block.2.out_layers.3")]
    [InlineData("sdxl_base", "lora_unet_add_embedding_linear_1", "label_emb.0.0")]
    [InlineData("sdxl_base", "lora_unet_label_emb_0_2", "label_emb.0.2")]
    [InlineData("ssd1b", "lora_unet_mid_block_resnets_0_conv1", "middle_block.0.in_layers.2")]
    [InlineData("segmind_vega", "lora_unet_up_blocks_0_attentions_1_transformer_blocks_1_attn2_to_v",
        "output_blocks.1.1.transformer_blocks.1.attn2.to_v")]
    [InlineData("sdxl_refiner", "lora_unet_down_blocks_1_attentions_0_transformer_blocks_3_attn2_to_k",
        "input_blocks.4.1.transformer_blocks.3.attn2.to_k")]
    [InlineData("sd20_base_eps", "lora_unet_down_blocks_0_attentions_0_proj_in", "input_blocks.1.1.proj_in")]
    public void Find_UNetLayer_KnowsTheSpelling(string file, string name, string layer)
    {
        var (denoiser, _) = LoraOriginTests.Open(file);
        var targets = LoraTargets.Of(denoiser.Network, [.. denoiser.Weights().Keys]);
        Assert.Equal(layer + Weight, Assert.Single(targets.Find(name, bias: false)).Weight);
    }

    [Theory]
    [InlineData("sdxl_base", 0, "lora_te_text_model_encoder_layers_5_mlp_fc1", "encoder.layers.5.mlp.fc1")]
    [InlineData("sdxl_base", 0, "lora_te1_text_model_encoder_layers_5_mlp_fc1", "encoder.layers.5.mlp.fc1")]
    [InlineData("sdxl_base", 1, "lora_te2_text_model_encoder_layers_31_self_attn_k_proj", "encoder.layers.31.self_attn.k_proj")]
    [InlineData("sdxl_base", 1, "text_encoder_2.text_model.encoder.layers.31.mlp.fc2", "encoder.layers.31.mlp.fc2")]
    [InlineData("sdxl_base", 1, "text_encoders.clip_g.transformer.text_model.encoder.layers.0.self_attn.v_proj",
        "encoder.layers.0.self_attn.v_proj")]
    [InlineData("sdxl_base", 1, "lora_te2_text_projection", "text_projection")]
    [InlineData("sdxl_base", 1, "lora_te_text_model_encoder_layers_5_mlp_fc1", null)]
    [InlineData("sdxl_base", 0, "lora_te2_text_model_encoder_layers_5_mlp_fc1", null)]
    [InlineData("sdxl_refiner", 0, "lora_te_text_model_encoder_layers_31_self_attn_q_proj", "encoder.layers.31.self_attn.q_proj")]
    [InlineData("sdxl_refiner", 0, "clip_g.transformer.text_projection", "text_projection")]
    [InlineData("sd20_base_eps", 0, "lora_te_text_model_encoder_layers_22_self_attn_out_proj", "encoder.layers.22.self_attn.out_proj")]
    [InlineData("sd20_base_eps", 0, "text_encoders.clip_h.transformer.text_model.encoder.layers.0.mlp.fc1", "encoder.layers.0.mlp.fc1")]
    public void Find_TextLayer_KnowsTheSpelling(string file, int place, string name, string? layer)
    {
        var encoder = LoraOriginTests.Open(file).Encoders[place];
        var targets = LoraTargets.Of(encoder.Network, [.. encoder.Weights().Keys], place);
        Assert.Equal(layer is null ? null : layer + Weight, targets.Find(name, bias: false).SingleOrDefault()?.Weight);
    }
}
