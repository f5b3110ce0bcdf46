namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// How LoRA files name the layers of Stable Diffusion 3: as its makers do, and as diffusers does, which has apart what is fused here.
/// </summary>
/// <param name="blocks">Of the transformer.</param>
/// <param name="width">Of a token.</param>
internal sealed class MmDitLayerNames(int blocks, int width)
{
    private static readonly string[] Dotted = ["transformer.", "base_model.model.", "", "diffusion_model."];
    private static readonly string[] Flat = ["lora_transformer_", "lycoris_", "lora_unet_"];

    private static readonly (string There, string Here)[] Whole =
    [
        ("pos_embed.proj", "x_embedder.proj"), ("context_embedder", "context_embedder"), ("proj_out", "final_layer.linear"),
        ("time_text_embed.timestep_embedder.linear_1", "t_embedder.mlp.0"),
        ("time_text_embed.timestep_embedder.linear_2", "t_embedder.mlp.2"),
        ("time_text_embed.text_embedder.linear_1", "y_embedder.mlp.0"), ("time_text_embed.text_embedder.linear_2", "y_embedder.mlp.2"),
    ];

    private static readonly (string There, string Here)[] OfBlock =
    [
        ("attn.to_out.0", "x_block.attn.proj"), ("attn.to_add_out", "context_block.attn.proj"), ("attn2.to_out.0", "x_block.attn2.proj"),
        ("norm1.linear", "x_block.adaLN_modulation.1"), ("ff.net.0.proj", "x_block.mlp.fc1"), ("ff.net.2", "x_block.mlp.fc2"),
        ("ff_context.net.0.proj", "context_block.mlp.fc1"), ("ff_context.net.2", "context_block.mlp.fc2"),
    ];

    /// <summary>Every name of every layer. Where a file has a layer under two names, diffusers' count.</summary>
    public IEnumerable<LoraName> All(IEnumerable<string> layers) =>
    [
        .. layers.SelectMany(layer => new LoraName[] { new(layer, layer), new("lycoris_" + Flattened(layer), layer) }),
        .. Diffusers().SelectMany(Spelled),
    ];

    private IEnumerable<LoraName> Diffusers() =>
    [
        .. Whole.Select(pair => new LoraName(pair.There, pair.Here)),
        new("norm_out.linear", "final_layer.adaLN_modulation.1") { HasHalvesSwapped = true },
        .. Enumerable.Range(0, blocks).SelectMany(Block),
    ];

    private IEnumerable<LoraName> Block(int block)
    {
        var (there, here) = ($"transformer_blocks.{block}.", $"joint_blocks.{block}.");
        return
        [
            .. OfBlock.Select(pair => new LoraName(there + pair.There, here + pair.Here)),
            // the last block's only shifts and scales the text
            new(there + "norm1_context.linear", here + "context_block.adaLN_modulation.1") { HasHalvesSwapped = block == blocks - 1 },
            .. Parts(there + "attn.", here + "x_block.attn.qkv", "to_q", "to_k", "to_v"),
            .. Parts(there + "attn.", here + "context_block.attn.qkv", "add_q_proj", "add_k_proj", "add_v_proj"),
            .. Parts(there + "attn2.", here + "x_block.attn2.qkv", "to_q", "to_k", "to_v"),
        ];
    }

    /// <summary>What is one below the other in a fused layer.</summary>
    private IEnumerable<LoraName> Parts(string there, string layer, params IEnumerable<string> names) =>
        names.Select((name, place) => new LoraName(there + name, layer) { Rows = new LayerRows(place * width, width) });

    private static IEnumerable<LoraName> Spelled(LoraName name) => Dotted.Select(prefix => name with { Name = prefix + name.Name })
        .Concat(Flat.Select(prefix => name with { Name = prefix + Flattened(name.Name) }));

    private static string Flattened(string name) => name.Replace('.', '_');
}
