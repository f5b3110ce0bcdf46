namespace Studio.Bench;

/// <summary>
/// How much arithmetic a UNet step is: two operations per multiply and add of every convolution, linear layer and attention product.
/// </summary>
internal static class UNetWork
{
    private const int TextTokens = 77;

    /// <param name="tensors">Without a prefix.</param>
    /// <param name="levels">How many sizes the UNet works at.</param>
    /// <param name="side">Of the latent, e.g. 64.</param>
    public static double Flops(IEnumerable<(string Name, long[] Shape)> tensors, int levels, int side, int batch) =>
        batch * tensors.Sum(tensor => 2.0 * Products(tensor.Name, tensor.Shape) * Places(levels, tensor.Name, side)
            + Attention(levels, tensor.Name, tensor.Shape, side));

    private static double Products(string name, long[] shape) =>
        name.EndsWith("weight", StringComparison.Ordinal) && shape.Length > 1 ? shape.Aggregate(1.0, (count, size) => count * size) : 0;

    /// <summary>To how many places a layer's weights are applied: pixels, tokens of the text, or once.</summary>
    private static double Places(int levels, string name, int side)
    {
        if (name.StartsWith("time_embed", StringComparison.Ordinal) || name.StartsWith("label_emb", StringComparison.Ordinal)
            || name.Contains("emb_layers", StringComparison.Ordinal))
            return 1;
        return name.Contains("attn2.to_k", StringComparison.Ordinal) || name.Contains("attn2.to_v", StringComparison.Ordinal)
            ? TextTokens
            : Pixels(levels, name, side);
    }

    /// <summary>Scores and weighted sum, counted once per attention at its query projection.</summary>
    private static double Attention(int levels, string name, long[] size, int side)
    {
        var pixels = Pixels(levels, name, side);
        if (name.EndsWith("attn1.to_q.weight", StringComparison.Ordinal))
            return 4 * pixels * pixels * size[0];
        return name.EndsWith("attn2.to_q.weight", StringComparison.Ordinal) ? 4 * pixels * TextTokens * size[0] : 0;
    }

    /// <summary>Blocks come in threes per level: two and a change of size. An upsampling convolution works at the size it makes.</summary>
    private static double Pixels(int levels, string name, int side)
    {
        var parts = name.Split('.');
        var deepest = levels - 1;
        var level = parts[0] switch
        {
            "input_blocks" => int.Parse(parts[1]) / 3,
            "middle_block" => deepest,
            "output_blocks" => deepest - (int.Parse(parts[1]) / 3) - (parts[3] == "conv" ? 1 : 0),
            _ => 0,
        };
        var edge = side >> level;
        return (double)edge * edge;
    }
}
