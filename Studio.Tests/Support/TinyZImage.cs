namespace Studio.Tests.Support;

/// <summary>The tiny Z-Image of its golden in layouts that people have.</summary>
internal static class TinyZImage
{
    public const string TextPrefix = "text_encoders.qwen3_4b.transformer.";

    private static readonly (string Own, string Theirs)[] Renamed =
    [
        ("x_embedder.", "all_x_embedder.2-1."), ("final_layer.", "all_final_layer.2-1."), ("attention.out.", "attention.to_out.0."),
        ("attention.q_norm", "attention.norm_q"), ("attention.k_norm", "attention.norm_k"),
    ];

    /// <summary>The denoiser as diffusers writes it: its names, and queries, keys and values apart.</summary>
    public static SafetensorsWriter Diffusers()
    {
        var writer = new SafetensorsWriter();
        foreach (var tensor in FamilyGolden.Of("z_image").Recipe.AsArray())
        {
            var name = (string)tensor!["n"]!;
            if (!name.StartsWith(TinyFlux.DenoiserPrefix, StringComparison.Ordinal))
                continue;
            var own = name[TinyFlux.DenoiserPrefix.Length..];
            var shape = tensor["s"]!.AsArray().Select(size => (long)size!).ToArray();
            var numbers = Recipe.Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size));
            if (own.EndsWith(".attention.qkv.weight", StringComparison.Ordinal))
            {
                var part = numbers.Length / 3;
                foreach (var (which, place) in new[] { "to_q", "to_k", "to_v" }.Select((which, place) => (which, place)))
                    writer.Add(own.Replace("qkv", which, StringComparison.Ordinal), "BF16", numbers.AsSpan(place * part, part),
                        shape[0] / 3, shape[1]);
                continue;
            }
            var theirs = Renamed.Aggregate(own, (now, pair) =>
                pair.Own is "x_embedder." or "final_layer." && !now.StartsWith(pair.Own, StringComparison.Ordinal)
                    ? now
                    : now.Replace(pair.Own, pair.Theirs, StringComparison.Ordinal));
            writer.Add(theirs, "BF16", numbers, shape);
        }
        return writer;
    }
}
