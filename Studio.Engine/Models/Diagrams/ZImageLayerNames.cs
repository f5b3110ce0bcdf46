namespace Studio.Engine.Models.Diagrams;

/// <summary>What diffusers calls the layers of a Z-Image transformer, and its own names where files have those of the other kind.</summary>
internal static class ZImageLayerNames
{
    private const string Fused = ".attention.qkv";
    private static readonly string[] Split = ["to_q", "to_k", "to_v"];

    private static readonly (string There, string Here)[] Renamed =
    [
        ("all_x_embedder.2-1", "x_embedder"), ("all_final_layer.2-1.", "final_layer."), (".attention.to_out.0", ".attention.out"),
        (".attention.norm_q", ".attention.q_norm"), (".attention.norm_k", ".attention.k_norm"),
    ];

    /// <summary>A diffusers name as the model's makers write it; queries, keys and values stay apart.</summary>
    public static string Own(string name) => Renamed.Aggregate(name,
        (renamed, part) => renamed.Replace(part.There, part.Here, StringComparison.Ordinal));

    /// <summary>Every other name of every layer.</summary>
    /// <param name="layers">As the file has them: queries, keys and values in one or apart.</param>
    public static IEnumerable<LoraName> All(IReadOnlyList<string> layers, int width) =>
        layers.SelectMany(layer => Names(layer, width)).SelectMany(Spelled);

    private static IEnumerable<LoraName> Names(string layer, int width)
    {
        yield return new LoraName(layer, layer);
        var there = Renamed.Aggregate(layer, (renamed, part) => renamed.Replace(part.Here, part.There, StringComparison.Ordinal));
        if (there != layer)
            yield return new LoraName(there, layer);
        var stem = layer[..(layer.LastIndexOf('.') + 1)];
        for (var part = 0; part < Split.Length; part++)
        {
            if (layer.EndsWith(Fused, StringComparison.Ordinal))
                yield return new LoraName(stem + Split[part], layer) { Rows = new LayerRows(part * width, width) };
            else if (layer == stem + Split[part])
                yield return new LoraName(stem + "qkv", layer) { FileRows = new LayerRows(part * width, width) };
        }
    }

    private static IEnumerable<LoraName> Spelled(LoraName name)
    {
        var flat = name.Name.Replace('.', '_');
        return ((string[])[name.Name, "diffusion_model." + name.Name, "transformer." + name.Name, "lora_unet_" + flat, "lycoris_" + flat,
            "lora_transformer_" + flat]).Select(spelled => name with { Name = spelled });
    }
}
