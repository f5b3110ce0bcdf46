using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Files that are recognised but not run (yet), so that a person is told what they have. The first row that matches counts.
/// </summary>
internal static class RecognisedFiles
{
    private const string Checkpoints = "checkpoints";

    /// <summary>Sure signs: looked at before the families.</summary>
    public static IReadOnlyList<RecognisedFile> Certain { get; } =
    [
        .. RecognisedUpscalers.All,
        new("controlnet", "a ControlNet for a transformer (SD 3, Fun for Qwen-Image, or MistoLine for Flux)", t => t.HasAny("controlnet_blocks.0.weight",
            "controlnet_x_embedder.weight", "controlnet_blocks.0.linear.weight", "control_blocks.0.after_proj.weight")),
        .. RecognisedAdapters.All,
        .. RecognisedPatches.All,
        new("loras", "LoRA",
            t => t.AnyEndsWith(".lora_down.weight", ".lora_A.weight", ".lora_A.default.weight", ".lora.down.weight", "_lora.down.weight",
            ".lora_linear_layer.down.weight", "_lora1.down.weight", ".hada_w1_a", ".lokr_w1", ".lokr_w1_a", ".oft_blocks", ".lora_A")),
        new(Checkpoints, "AuraFlow", t => t.HasInUNet("double_layers.0.attn.w1q.weight")),
        new(Checkpoints, "Stable Cascade", t => t.HasInUNet("clf.1.weight") || t.HasInUNet("effnet_mapper.0.weight")),
        new(Checkpoints, "PixArt", t => t.HasInUNet("t_block.1.weight")),
        new(Checkpoints, "Hunyuan Video", t => t.HasInUNet("txt_in.individual_token_refiner.blocks.0.norm1.weight")),
        new(Checkpoints, "Hunyuan DiT", t => t.HasInUNet("mlp_t5.0.weight")),
        new(Checkpoints, "LTX Video", t => t.HasInUNet("adaln_single.emb.timestep_embedder.linear_1.bias")),
        new(Checkpoints, "Mochi", t => t.HasInUNet("t5_yproj.weight")),
        new(Checkpoints, "Z-Image with pictures to edit (omni)", t => t.HasInUNet("siglip_embedder.0.weight"))
        {
            Why = "pictures that it looks at are not given to it yet",
        },
        new(Checkpoints, "Z-Image in pixels", t => t.HasInUNet("cap_embedder.1.weight") && t.HasInUNet("dec_net.cond_embed.weight")),
        new(Checkpoints, "Lumina 2", t => t.HasInUNet("cap_embedder.1.weight") && !t.HasInUNet("cap_pad_token")),
        new(Checkpoints, "Wan", t => t.HasInUNet("head.modulation")),
        new(Checkpoints, "Qwen-Image Layered", t => t.HasInUNet("time_text_embed.addition_t_embedding.weight"))
        {
            Why = "it makes several pictures that lie on each other",
        },
        new(Checkpoints, "a transformer with a norm of its text (Mage-Flow)",
            t => t.HasInUNet("txt_norm.weight") && !QwenImageReader.IsThere(t) && !t.HasInUNet("double_stream_modulation_img.lin.weight")),
        new(Checkpoints, "Stable Diffusion 2 with image embeddings (unCLIP)", t => t.UNetContext == 1024 && t.UNetLabel is not null)
        {
            Why = "it is steered by pictures through a network that is not here",
        },
        new(Checkpoints, "Stable Diffusion 2 with depth", t => t.UNetContext is not null && t.UNetInput == 5)
        {
            Why = "it needs a depth estimator beside it",
        },
    ];

    /// <summary>What is left when no family took a file.</summary>
    public static IReadOnlyList<RecognisedFile> Leftovers { get; } =
    [
        new(Checkpoints, "a UNet with class or size embeddings", t => t.HasUNet && t.UNetLabel is not null),
        new(Checkpoints, "a latent diffusion model without text", t => t.HasUNet && t.UNetContext is null),
        new(Checkpoints, "a latent diffusion model with another input", t => t.HasUNet),
        new("vae", "VAE",
            t => t.HasAny("decoder.conv_in.weight", "first_stage_model.decoder.conv_in.weight", "vae.decoder.conv_in.weight")),
        new("vae", "a tiny autoencoder in one file", t => t.HasAny("taesd_decoder.1.weight")),
        new("text_encoders", "CLIP text encoder", t => t.AnyEndsWith("text_model.encoder.layers.0.mlp.fc1.weight",
            "transformer.resblocks.0.mlp.c_fc.weight")),
        new("text_encoders", "Mistral text encoder (FLUX.2 dev)",
            t => t.HasAny("model.layers.0.post_attention_layernorm.weight") && t.Shape("model.embed_tokens.weight") is [131072, 5120])
        {
            Why = "its words are cut by a table that is not here",
        },
        new("text_encoders", "text encoder (a language model)", t => t.HasAny("model.layers.0.post_attention_layernorm.weight")),
        new("text_encoders", "T5 text encoder", t => t.AnyEndsWith("encoder.block.0.layer.0.SelfAttention.k.weight")),
        new("clip_vision", "an encoder of pictures", t => t.AnyStartsWith("vision_model.", "visual."))
        {
            Why = "its layers are none of CLIP's or SigLIP's",
        },
        new("upscale_models", "upscaler",
            t => t.HasAny("model.0.weight", "conv_first.weight", "body.0.rdb1.conv1.weight", "body.0.weight")),
        new("embeddings", "textual inversion embedding",
            t => t.HasAny("emb_params", "clip_l", "clip_g") || t.AnyStartsWith("string_to_param.", "bundle_emb.", "<")),
    ];
}
