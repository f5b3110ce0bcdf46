namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// How LoRA files name the layers of a Flux transformer: as its makers do, as diffusers does, which has apart what is fused here, and as
/// XLabs does.
/// </summary>
internal sealed class FluxLayerNames(FluxWidths s)
{
    // flat names stand in kohya's, OneTrainer's and SimpleTuner's files, the others in those of diffusers and PEFT
    private static readonly string[] Dotted = ["transformer.", "", "diffusion_model."];
    private static readonly string[] Flat = ["lora_transformer_", "lycoris_", "lora_unet_"];

    private static readonly (string There, string Here)[] Whole =
    [
        ("x_embedder", "img_in"), ("context_embedder", "txt_in"), ("proj_out", "final_layer.linear"),
        ("time_text_embed.timestep_embedder.linear_1", "time_in.in_layer"),
        ("time_text_embed.timestep_embedder.linear_2", "time_in.out_layer"),
        ("time_text_embed.text_embedder.linear_1", "vector_in.in_layer"), ("time_text_embed.text_embedder.linear_2", "vector_in.out_layer"),
        ("time_text_embed.guidance_embedder.linear_1", "guidance_in.in_layer"),
        ("time_text_embed.guidance_embedder.linear_2", "guidance_in.out_layer"),
    ];

    private static readonly (string There, string Here)[] OfDouble =
    [
        ("attn.to_out.0", "img_attn.proj"), ("attn.to_add_out", "txt_attn.proj"), ("norm1.linear", "img_mod.lin"),
        ("norm1_context.linear", "txt_mod.lin"), ("ff.net.0.proj", "img_mlp.0"), ("ff.net.2", "img_mlp.2"),
        ("ff_context.net.0.proj", "txt_mlp.0"), ("ff_context.net.2", "txt_mlp.2"),
    ];

    private static readonly (string There, string Here)[] OfDoubleAtXLabs =
    [
        ("qkv_lora1", "img_attn.qkv"), ("qkv_lora2", "txt_attn.qkv"), ("proj_lora1", "img_attn.proj"), ("proj_lora2", "txt_attn.proj"),
    ];

    /// <summary>Every name of every layer. Where a file has a layer under two names, diffusers' count.</summary>
    public IEnumerable<LoraName> All(int doubles, int singles, IReadOnlyCollection<string> layers) =>
    [
        .. layers.SelectMany(layer => new LoraName[] { new(layer, layer), new("lycoris_" + Flattened(layer), layer) }),
        .. Enumerable.Range(0, doubles).SelectMany(AtXLabs), .. Enumerable.Range(0, singles).SelectMany(SingleAtXLabs),
        .. Diffusers(doubles, singles).SelectMany(Spelled),
    ];

    private IEnumerable<LoraName> Diffusers(int doubles, int singles) =>
    [
        .. Whole.Select(pair => new LoraName(pair.There, pair.Here)),
        new("norm_out.linear", "final_layer.adaLN_modulation.1") { HasHalvesSwapped = true },
        .. Enumerable.Range(0, doubles).SelectMany(Double), .. Enumerable.Range(0, singles).SelectMany(Single),
    ];

    private IEnumerable<LoraName> Double(int block)
    {
        var (there, here) = ($"transformer_blocks.{block}.", $"double_blocks.{block}.");
        return
        [
            .. OfDouble.Select(pair => new LoraName(there + pair.There, here + pair.Here)),
            .. Parts(there + "attn.", here + "img_attn.qkv", "to_q", "to_k", "to_v"),
            .. Parts(there + "attn.", here + "txt_attn.qkv", "add_q_proj", "add_k_proj", "add_v_proj"),
        ];
    }

    private IEnumerable<LoraName> Single(int block)
    {
        var (there, here) = ($"single_transformer_blocks.{block}.", $"single_blocks.{block}.");
        return
        [
            .. Parts(there + "attn.", here + "linear1", "to_q", "to_k", "to_v"),
            new(there + "proj_mlp", here + "linear1") { Rows = new LayerRows(3 * s.Width, s.MlpWidth) },
            new(there + "proj_out", here + "linear2"), new(there + "norm.linear", here + "modulation.lin"),
        ];
    }

    /// <summary>What is one below the other in a fused layer.</summary>
    private IEnumerable<LoraName> Parts(string there, string layer, params IEnumerable<string> names) =>
        names.Select((name, place) => new LoraName(there + name, layer) { Rows = new LayerRows(place * s.Width, s.Width) });

    private static IEnumerable<LoraName> AtXLabs(int block) => OfDoubleAtXLabs.Select(
        pair => new LoraName($"double_blocks.{block}.processor.{pair.There}", $"double_blocks.{block}.{pair.Here}"));

    private IEnumerable<LoraName> SingleAtXLabs(int block) =>
    [
        new($"single_blocks.{block}.processor.qkv", $"single_blocks.{block}.linear1") { Rows = new LayerRows(0, 3 * s.Width) },
        new($"single_blocks.{block}.processor.proj", $"single_blocks.{block}.linear2"),
    ];

    private static IEnumerable<LoraName> Spelled(LoraName name) => Dotted.Select(prefix => name with { Name = prefix + name.Name })
        .Concat(Flat.Select(prefix => name with { Name = prefix + Flattened(name.Name) }));

    private static string Flattened(string name) => name.Replace('.', '_');
}
