using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>
/// What a model file is. <paramref name="Kind"/> is the folder it belongs to, as ComfyUI names it; <paramref name="Name"/> is for people.
/// </summary>
/// <param name="Family">Its sizes, when this build can run it; else null.</param>
public sealed record DetectedModel(string Kind, string Name, ModelFamily? Family);

/// <summary>Tensor names and shapes to a model family: a table, the first row that matches wins.</summary>
public static class ModelDetector
{
    private const string Checkpoints = "checkpoints";
    private const string DiffusionModels = "diffusion_models";

    private static readonly IReadOnlyList<Row> Table =
    [
        new("controlnet", "ControlNet",
            t => t.HasAny("lora_controlnet", "controlnet_cond_embedding.conv_in.weight", "zero_convs.0.0.weight",
            "control_model.zero_convs.0.0.weight", "controlnet_blocks.0.weight", "controlnet_x_embedder.weight",
            "adapter.body.0.in_conv.weight")),
        new("loras", "LoRA",
            t => t.AnyEndsWith(".lora_down.weight", ".lora_A.weight", ".lora_A.default.weight", ".lora.down.weight", "_lora.down.weight",
            ".lora_linear_layer.down.weight", ".hada_w1_a", ".lokr_w1", ".lokr_w1_a", ".oft_blocks", ".lora_A")),
        new(Checkpoints, "Stable Diffusion 3", t => t.HasInUNet("joint_blocks.0.context_block.attn.qkv.weight")),
        new(Checkpoints, "Flux.2", t => t.HasInUNet("double_stream_modulation_img.lin.weight")),
        new(Checkpoints, "Chroma", t => t.HasInUNet("distilled_guidance_layer.in_proj.weight")),
        new(Checkpoints, "Flux", t =>
            t.HasInUNet("double_blocks.0.img_attn.norm.key_norm.scale") || t.HasInUNet("double_blocks.0.img_attn.norm.key_norm.weight")),
        new(Checkpoints, "AuraFlow", t => t.HasInUNet("double_layers.0.attn.w1q.weight")),
        new(Checkpoints, "Stable Cascade", t => t.HasInUNet("clf.1.weight") || t.HasInUNet("effnet_mapper.0.weight")),
        new(Checkpoints, "PixArt", t => t.HasInUNet("t_block.1.weight")),
        new(Checkpoints, "Hunyuan Video", t => t.HasInUNet("txt_in.individual_token_refiner.blocks.0.norm1.weight")),
        new(Checkpoints, "Hunyuan DiT", t => t.HasInUNet("mlp_t5.0.weight")),
        new(Checkpoints, "LTX Video", t => t.HasInUNet("adaln_single.emb.timestep_embedder.linear_1.bias")),
        new(Checkpoints, "Mochi", t => t.HasInUNet("t5_yproj.weight")),
        new(Checkpoints, "Lumina 2", t => t.HasInUNet("cap_embedder.1.weight")),
        new(Checkpoints, "Wan", t => t.HasInUNet("head.modulation")),
        new(Checkpoints, "Qwen Image", t => t.HasInUNet("txt_norm.weight")),
        new(Checkpoints, "SDXL refiner", t => t.UNetContext == 1280),
        new(Checkpoints, "SDXL", t => t.UNetContext == 2048),
        new(Checkpoints, "Stable Diffusion 2 with image embeddings (unCLIP)",
            t => t.UNetContext == 1024 && t.HasInUNet("label_emb.0.0.weight")),
        new(Checkpoints, "Stable Diffusion 2", t => t.UNetContext == 1024),
        new(Checkpoints, "a UNet with class or size embeddings", t => t.HasUNet && t.HasInUNet("label_emb.0.0.weight")),
        new(Checkpoints, "a latent diffusion model without text", t => t.HasUNet && t.UNetContext is null),
        new(Checkpoints, "Stable Diffusion 1.x inpainting",
            t => t.UNetInput == 9) { Read = t => StableDiffusion1Shapes.Read(t, "SD 1.x inpainting") },
        new(Checkpoints, "InstructPix2Pix", t => t.UNetInput == 8) { Read = t => StableDiffusion1Shapes.Read(t, "SD 1.x InstructPix2Pix") },
        new(Checkpoints, "SD 1.x", t => t.UNetInput == 4) { Read = StableDiffusion1Shapes.Read },
        new(DiffusionModels, "a UNet in diffusers layout",
            t => t.HasAny("conv_in.weight") && t.AnyStartsWith("down_blocks.0.") && t.AnyStartsWith("mid_block.")
            && !t.AnyStartsWith("decoder.", "encoder.")) { Read = ReadUnified },
        new("vae", "VAE", t => t.HasAny("decoder.conv_in.weight", "first_stage_model.decoder.conv_in.weight", "vae.decoder.conv_in.weight",
            "taesd_decoder.1.weight")) { Read = t => StableDiffusion1Shapes.ReadAutoencoder(Unified(t)) },
        new("text_encoders", "CLIP text encoder", t => t.AnyEndsWith("text_model.encoder.layers.0.mlp.fc1.weight",
            "transformer.resblocks.0.mlp.c_fc.weight")) { Read = StableDiffusion1Shapes.ReadText },
        new("text_encoders", "T5 text encoder", t => t.AnyEndsWith("encoder.block.0.layer.0.SelfAttention.k.weight")),
        new("clip_vision", "CLIP vision encoder", t => t.AnyStartsWith("vision_model.", "visual.")),
        new("upscale_models", "upscaler",
            t => t.HasAny("model.0.weight", "conv_first.weight", "body.0.rdb1.conv1.weight", "body.0.weight")),
        new("embeddings", "textual inversion embedding",
            t => t.HasAny("emb_params", "clip_l", "clip_g") || t.AnyStartsWith("string_to_param.", "bundle_emb.", "<")),
    ];

    /// <summary>What the file is; null when no row of the table matches.</summary>
    /// <exception cref="EngineException">BadFile: it looks like a checkpoint that can run, but tensors are missing or have impossible
    /// shapes.</exception>
    public static DetectedModel? Describe(TensorHeader header)
    {
        var tensors = new TensorNames(header);
        var row = Table.FirstOrDefault(row => row.Matches(tensors));
        return row is null ? null : new DetectedModel(row.Kind, row.Name, row.Read?.Invoke(tensors));
    }

    /// <summary>The family of a checkpoint.</summary>
    /// <exception cref="EngineException">Unsupported: recognised, but this build cannot run it. BadFile: not a checkpoint, or a damaged
    /// one.</exception>
    public static ModelFamily Detect(TensorHeader header) => Detect(header, Checkpoints);

    /// <summary>
    /// The family of a file from which a network is wanted: of checkpoints and diffusion_models the denoiser, of vae and text_encoders
    /// those.
    /// </summary>
    /// <inheritdoc cref="Detect(TensorHeader)"/>
    internal static ModelFamily Detect(TensorHeader header, string kind)
    {
        var tensors = new TensorNames(DiffusersLayout.Unify(header));
        var row = Table.FirstOrDefault(row => row.Matches(tensors));
        var family = row is { Read: { } read } && (row.Kind == kind || row.Kind is Checkpoints) ? read(tensors) : null;
        return family is not null && Has(family, kind) ? family : throw Refused(header, kind, row, family);
    }

    private static bool Has(ModelFamily family, string kind) => kind switch
    {
        "vae" => family.Autoencoder is not null,
        "text_encoders" => family.Text is not null,
        _ => family.UNet is not null,
    };

    private static EngineException Refused(TensorHeader header, string kind, Row? row, ModelFamily? family)
    {
        var file = Path.GetFileName(header.Path);
        var wanted = kind switch
        {
            "vae" => "VAE",
            "text_encoders" => "text encoder",
            DiffusionModels => "diffusion model",
            _ => "checkpoint",
        };
        if (row is null)
        {
            return new EngineException(
                EngineError.BadFile,
                $"'{file}' is not a {wanted}: none of its {header.Tensors.Count} tensors is known (the first is '{header.Tensors.Keys.Order(StringComparer.Ordinal).FirstOrDefault()}').");
        }
        if (family is not null)
            return new EngineException(EngineError.BadFile, $"'{file}' is a checkpoint of {family.Name}, but has no {wanted}.");
        return row.Kind == kind || (row.Kind is Checkpoints && kind is DiffusionModels)
            ? new EngineException(EngineError.Unsupported,
                $"'{file}' was recognised as {row.Name}, which is not supported yet. Use {Advice(kind)}.")
            : new EngineException(EngineError.BadFile,
                $"'{file}' is not a {wanted}: it was recognised as {row.Name} and belongs into the folder '{row.Kind}'.");
    }

    private static string Advice(string kind) => kind switch
    {
        "vae" => "the VAE of a Stable Diffusion 1.x model",
        "text_encoders" => "the CLIP-L text encoder of Stable Diffusion 1.x",
        _ => "a Stable Diffusion 1.x checkpoint",
    };

    private static TensorNames Unified(TensorNames tensors) => new(DiffusersLayout.Unify(tensors.Header));

    private static ModelFamily? ReadUnified(TensorNames tensors)
    {
        var unified = Unified(tensors);
        return Table.FirstOrDefault(row => row.Kind is Checkpoints && row.Matches(unified))?.Read?.Invoke(unified);
    }

    private sealed record Row(string Kind, string Name, Func<TensorNames, bool> Matches)
    {
        public Func<TensorNames, ModelFamily?>? Read { get; init; }
    }
}
