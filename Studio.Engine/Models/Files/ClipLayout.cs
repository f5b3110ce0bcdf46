namespace Studio.Engine.Models.Files;

/// <summary>
/// Text encoders in the layout of OpenCLIP, read as if they had the names of transformers' CLIP: the fused projection of queries, keys and
/// values as its three parts, and the projection of the text's summary turned to [out,in]. In both layouts that projection then stands
/// among the encoder's own names.
/// </summary>
internal static class ClipLayout
{
    private const string Blocks = "transformer.resblocks.";
    private const string TokenEmbedding = "embeddings.token_embedding.weight";
    private const string Transformers = "text_model.";
    private const string Projection = "text_projection";

    private static readonly (string There, string Here)[] Layers =
    [
        ("ln_1.", "layer_norm1."), ("ln_2.", "layer_norm2."), ("attn.out_proj.", "self_attn.out_proj."), ("mlp.c_fc.", "mlp.fc1."),
        ("mlp.c_proj.", "mlp.fc2."),
    ];

    private static readonly (string There, string Here)[] Whole =
    [
        ("positional_embedding", "embeddings.position_embedding.weight"), ("token_embedding.weight", TokenEmbedding),
        ("ln_final.weight", "final_layer_norm.weight"), ("ln_final.bias", "final_layer_norm.bias"),
    ];

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        var open = Ends(header, Blocks + "0.attn.in_proj_weight");
        var transformers = Ends(header, Transformers + TokenEmbedding);
        if (open.Count == 0 && !transformers.Exists(prefix => header.Tensors.ContainsKey(prefix + Projection + ".weight")))
            return header;
        return header.Replaced(entry =>
        {
            if (open.Find(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
                return FromOpenClip(entry, prefix, entry.Name[prefix.Length..]);
            return transformers.Find(start => entry.Name == start + Projection + ".weight") is { } text
                ? [entry with { Name = text + Transformers + Projection + ".weight" }]
                : [entry];
        });
    }

    /// <summary>Where a weight that the engine knows by this name stands in transformers' layout.</summary>
    /// <param name="prefix">Ends with text_model., outside of which the projection stands.</param>
    public static ClipName TransformersName(string prefix, string name) =>
        name.StartsWith(Projection, StringComparison.Ordinal) && prefix.EndsWith(Transformers, StringComparison.Ordinal)
            ? new ClipName(prefix[..^Transformers.Length] + name)
            : new ClipName(prefix + name);

    /// <summary>Where a weight that the engine knows by this name stands in OpenCLIP's layout; null for what that does not have.</summary>
    public static ClipName? OpenClipName(string prefix, string name)
    {
        const string layers = "encoder.layers.";
        const string attention = "self_attn.";
        if (Array.Find(Whole, pair => pair.Here == name).There is { } whole)
            return new ClipName(prefix + whole);
        if (name == Projection + ".weight")
            return new ClipName(prefix + Projection) { IsTransposed = true };
        if (!name.StartsWith(layers, StringComparison.Ordinal) || name.IndexOf('.', layers.Length) is not (> 0 and var end))
            return name == "embeddings.position_ids" ? null : new ClipName(prefix + name);
        var layer = $"{prefix}{Blocks}{name[layers.Length..end]}.";
        var rest = name[(end + 1)..];
        if (Array.Find(Layers, pair => rest.StartsWith(pair.Here, StringComparison.Ordinal)) is { There: { } there, Here: var here })
            return new ClipName(layer + there + rest[here.Length..]);
        return rest.StartsWith(attention, StringComparison.Ordinal) && "qkv".IndexOf(rest[attention.Length]) is >= 0 and var place
            ? new ClipName($"{layer}attn.in_proj_{rest[(rest.LastIndexOf('.') + 1)..]}") { Place = place }
            : new ClipName(layer + rest);
    }

    /// <summary>What stands before an ending, wherever the file has it.</summary>
    private static List<string> Ends(TensorHeader header, string ending) =>
    [
        .. header.Tensors.Keys.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Select(name => name[..^ending.Length]),
    ];

    private static IEnumerable<TensorEntry> FromOpenClip(TensorEntry entry, string prefix, string name)
    {
        if (Array.Find(Whole, pair => pair.There == name).Here is { } whole)
            return [entry with { Name = prefix + whole }];
        if (name == Projection && entry.Shape.Count == 2 && TensorTypes.Blocks(entry.DType) is null)
            return [Transposed(entry) with { Name = $"{prefix}{Projection}.weight" }];
        if (!name.StartsWith(Blocks, StringComparison.Ordinal) || name.IndexOf('.', Blocks.Length) is not (> 0 and var end))
            return [entry];
        var layer = $"{prefix}encoder.layers.{name[Blocks.Length..end]}.";
        var rest = name[(end + 1)..];
        if (rest is "attn.in_proj_weight" or "attn.in_proj_bias")
            return Split(entry, layer + "self_attn.", rest == "attn.in_proj_weight" ? "_proj.weight" : "_proj.bias");
        var (there, here) = Array.Find(Layers, pair => rest.StartsWith(pair.There, StringComparison.Ordinal));
        return [there is null ? entry : entry with { Name = layer + here + rest[there.Length..] }];
    }

    private static TensorEntry Transposed(TensorEntry entry)
    {
        var strides = entry.Strides ?? [entry.Shape[1], 1];
        return entry with { Shape = [entry.Shape[1], entry.Shape[0]], Strides = [strides[1], strides[0]] };
    }

    /// <summary>Queries, keys and values: thirds of the first axis, each on its own.</summary>
    private static IEnumerable<TensorEntry> Split(TensorEntry entry, string layer, string ending)
    {
        if (entry.Shape.Count == 0 || entry.Shape[0] % 3 != 0 || TensorTypes.Bits(entry.DType) is not { } bits)
            return [entry];
        var (rows, bytes) = (entry.Shape[0] / 3, entry.ByteLength / 3);
        var step = entry.Strides is { } strides ? strides[0] * rows * bits / 8 : bytes;
        return "qkv".Select((which, part) => entry with
        {
            Name = $"{layer}{which}{ending}",
            Shape = [rows, .. entry.Shape.Skip(1)],
            Offset = entry.Offset + (part * step),
            ByteLength = bytes,
        });
    }
}

/// <summary>What a weight is called in a file.</summary>
internal sealed record ClipName(string Name)
{
    /// <summary>Which part of the tensor it is, where several weights make one.</summary>
    public int Place { get; init; }

    public bool IsTransposed { get; init; }
}
