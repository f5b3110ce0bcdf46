namespace Studio.Engine.Models.Files;

/// <summary>
/// How diffusers names the layers of a latent diffusion UNet: input_blocks.1.0 is down_blocks.0.resnets.0 there. Many LoRAs and single
/// files use its names.
/// </summary>
internal sealed class DiffusersNames
{
    private static readonly (string Here, string There)[] ResBlock =
    [
        ("in_layers.0", "norm1"), ("in_layers.2", "conv1"), ("emb_layers.1", "time_emb_proj"), ("out_layers.0", "norm2"),
        ("out_layers.3", "conv2"),
        ("skip_connection", "conv_shortcut"),
    ];

    private readonly List<(string Here, string There)> _prefixes = [];
    private readonly Dictionary<string, string> _layers = new(StringComparer.Ordinal)
    {
        ["time_embed.0"] = "time_embedding.linear_1",
        ["time_embed.2"] = "time_embedding.linear_2",
        ["label_emb.0.0"] = "add_embedding.linear_1",
        ["label_emb.0.2"] = "add_embedding.linear_2",
        ["input_blocks.0.0"] = "conv_in",
        ["out.0"] = "conv_norm_out",
        ["out.2"] = "conv_out",
    };

    public DiffusersNames(UNetBlockCounts counts)
    {
        Down(counts);
        Block("middle_block.0.", "mid_block.resnets.0.");
        if (counts.MiddleDepth > 0)
            _prefixes.Add(("middle_block.1.", "mid_block.attentions.0."));
        Block(counts.MiddleDepth > 0 ? "middle_block.2." : "middle_block.1.", "mid_block.resnets.1.");
        Up(counts);
    }

    /// <summary>A layer's name there, without ".weight"; null when it has none.</summary>
    public string? Of(string layer)
    {
        if (_layers.TryGetValue(layer, out var known))
            return known;
        var (here, there) = _prefixes.Find(prefix => layer.StartsWith(prefix.Here, StringComparison.Ordinal));
        return here is null ? null : there + layer[here.Length..];
    }

    /// <summary>The layer that is called so there; null when none is.</summary>
    public string? Back(string there)
    {
        if (_layers.FirstOrDefault(layer => layer.Value == there).Key is { } known)
            return known;
        var (here, prefix) = _prefixes.Find(prefix => there.StartsWith(prefix.There, StringComparison.Ordinal));
        return here is null ? null : here + there[prefix.Length..];
    }

    private void Down(UNetBlockCounts counts)
    {
        var (index, block) = (1, 0);
        for (var level = 0; level < counts.Levels; level++)
        {
            for (var i = 0; i < counts.ResBlocks[level]; i++, index++)
            {
                Block($"input_blocks.{index}.0.", $"down_blocks.{level}.resnets.{i}.");
                if (counts.InputDepths[block++] > 0)
                    _prefixes.Add(($"input_blocks.{index}.1.", $"down_blocks.{level}.attentions.{i}."));
            }
            if (level < counts.Levels - 1)
                _layers[$"input_blocks.{index++}.0.op"] = $"down_blocks.{level}.downsamplers.0.conv";
        }
    }

    private void Up(UNetBlockCounts counts)
    {
        var index = 0;
        for (var level = counts.Levels - 1; level >= 0; level--)
        {
            for (var i = 0; i <= counts.ResBlocks[level]; i++, index++)
            {
                var there = $"up_blocks.{counts.Levels - 1 - level}.";
                Block($"output_blocks.{index}.0.", $"{there}resnets.{i}.");
                var hasTransformer = counts.OutputDepths[index] > 0;
                if (level > 0 && i == counts.ResBlocks[level])
                    _layers[$"output_blocks.{index}.{(hasTransformer ? 2 : 1)}.conv"] = $"{there}upsamplers.0.conv";
                if (hasTransformer)
                    _prefixes.Add(($"output_blocks.{index}.1.", $"{there}attentions.{i}."));
            }
        }
    }

    private void Block(string here, string there)
    {
        foreach (var (ours, theirs) in ResBlock)
            _layers[here + ours] = there + theirs;
    }
}

/// <summary>As much of a UNet's sizes as the names of its layers depend on.</summary>
/// <param name="ResBlocks">Per level of the way down.</param>
/// <param name="InputDepths">Per residual block of the way down: transformer blocks after it.</param>
/// <param name="OutputDepths">The same of the way up.</param>
internal sealed record UNetBlockCounts(IReadOnlyList<int> ResBlocks, IReadOnlyList<int> InputDepths, IReadOnlyList<int> OutputDepths,
    int MiddleDepth)
{
    private const string Blocks = ".transformer_blocks.";

    public int Levels => ResBlocks.Count;

    public static UNetBlockCounts OfDiffusers(TensorNames tensors)
    {
        int[] Depths(string block, int count) =>
            [.. Enumerable.Range(0, count).Select(i => tensors.Count($"{block}.attentions.{i}{Blocks}", ".norm1.weight"))];
        var levels = tensors.Count("down_blocks.", ".resnets.0.conv1.weight");
        int[] blocks = [.. Enumerable.Range(0, levels).Select(level => tensors.Count($"down_blocks.{level}.resnets.", ".conv1.weight"))];
        return new UNetBlockCounts(
            blocks,
            [.. blocks.SelectMany((count, level) => Depths($"down_blocks.{level}", count))],
            [.. blocks.Reverse().SelectMany((count, level) => Depths($"up_blocks.{level}", count + 1))],
            tensors.Count("mid_block.attentions.0" + Blocks, ".norm1.weight"));
    }
}
