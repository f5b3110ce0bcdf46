namespace Studio.Engine.Models.Diagrams;

/// <summary>What diffusers calls the layers of a FLUX.2 transformer, with what trainers put before such names.</summary>
internal sealed class Flux2LayerNames(int width)
{
    private static readonly (string There, string Here)[] Whole =
    [
        ("x_embedder", "img_in"), ("context_embedder", "txt_in"), ("proj_out", "final_layer.linear"),
        ("time_guidance_embed.timestep_embedder.linear_1", "time_in.in_layer"),
        ("time_guidance_embed.timestep_embedder.linear_2", "time_in.out_layer"),
        ("time_guidance_embed.guidance_embedder.linear_1", "guidance_in.in_layer"),
        ("time_guidance_embed.guidance_embedder.linear_2", "guidance_in.out_layer"),
        ("double_stream_modulation_img.linear", "double_stream_modulation_img.lin"),
        ("double_stream_modulation_txt.linear", "double_stream_modulation_txt.lin"),
        ("single_stream_modulation.linear", "single_stream_modulation.lin"),
    ];

    private static readonly (string There, string Here)[] OfDouble =
    [
        ("attn.to_out.0", "img_attn.proj"), ("attn.to_add_out", "txt_attn.proj"), ("ff.linear_in", "img_mlp.0"),
        ("ff.linear_out", "img_mlp.2"), ("ff_context.linear_in", "txt_mlp.0"), ("ff_context.linear_out", "txt_mlp.2"),
    ];

    private static readonly string[] Dotted = ["transformer.", "", "diffusion_model.", "base_model.model."];
    private static readonly string[] Flat = ["lora_transformer_", "lycoris_", "lora_unet_"];

    /// <summary>Every name of every layer.</summary>
    public IEnumerable<LoraName> All(int doubles, int singles, IReadOnlyCollection<string> layers) =>
    [
        .. layers.SelectMany(layer => new LoraName[] { new(layer, layer), new("lycoris_" + Flattened(layer), layer) }),
        .. Diffusers(doubles, singles).SelectMany(Spelled),
    ];

    private IEnumerable<LoraName> Diffusers(int doubles, int singles) =>
    [
        .. Whole.Select(pair => new LoraName(pair.There, pair.Here)),
        new("norm_out.linear", "final_layer.adaLN_modulation.1") { HasHalvesSwapped = true },
        .. Enumerable.Range(0, doubles).SelectMany(Double),
        .. Enumerable.Range(0, singles).SelectMany(Single),
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

    private static IEnumerable<LoraName> Single(int block)
    {
        var (there, here) = ($"single_transformer_blocks.{block}.attn.", $"single_blocks.{block}.");
        return [new(there + "to_qkv_mlp_proj", here + "linear1"), new(there + "to_out", here + "linear2")];
    }

    /// <summary>What is one below the other in a fused layer.</summary>
    private IEnumerable<LoraName> Parts(string there, string layer, params IEnumerable<string> names) =>
        names.Select((name, place) => new LoraName(there + name, layer) { Rows = new LayerRows(place * width, width) });

    private static IEnumerable<LoraName> Spelled(LoraName name) => Dotted.Select(prefix => name with { Name = prefix + name.Name })
        .Concat(Flat.Select(prefix => name with { Name = prefix + Flattened(name.Name) }));

    private static string Flattened(string name) => name.Replace('.', '_');
}
