namespace Studio.Tests.Support;

/// <summary>
/// A checkpoint in the Stable Diffusion 1.x layout with random numbers from a seed: a few megabytes (most of them the vocabulary's 49408
/// rows) that go the same way as the real thing.
/// </summary>
internal static class TinyModel
{
    /// <summary>The smallest sizes the layout allows: 32 channels make 32 groups.</summary>
    public static ModelShapes Family { get; } = new(
        new UNetShape("model.diffusion_model.", 4, 4, 32, [1, 2], [1, 1], [0, 1], 1, 8, 8),
        new ClipTextShape("cond_stage_model.transformer.text_model.", 8, 3, 2, 32, 77, 49408),
        new AutoencoderShape("first_stage_model.", 32, [1, 1, 1, 1], 1, 2, 4, QuantConv: true));

    /// <summary>Stable Diffusion 1.5's own sizes, for measuring.</summary>
    public static ModelShapes FullSize { get; } = new(
        new UNetShape("model.diffusion_model.", 4, 4, 320, [1, 2, 4, 4], [2, 2, 2, 2], [1, 1, 1, 0], 1, 8, 768),
        new ClipTextShape("cond_stage_model.transformer.text_model.", 768, 12, 12, 3072, 77, 49408),
        new AutoencoderShape("first_stage_model.", 128, [1, 2, 4, 4], 2, 3, 4, QuantConv: true));

    /// <summary>Writes a tiny checkpoint with all parts.</summary>
    /// <param name="dtype">F32, F16, BF16, F8_E4M3 or F8_E5M2.</param>
    public static string Write(string folder, string dtype = "F32", int seed = 1, string name = "tiny.safetensors", bool clip = true,
        bool vae = true)
    {
        var path = Path.Combine(folder, name);
        var writer = new SafetensorsWriter().Metadata("text.heads", $"{Family.Text.Heads}");
        foreach (var (tensor, shape) in CheckpointLayout.Tensors(Family, clip, vae))
            writer.Add(tensor, dtype, Numbers(tensor, shape, seed), shape);
        writer.Save(path);
        return path;
    }

    /// <summary>Norms are near 1, biases near 0, the rest keeps the variance of what goes through.</summary>
    public static float[] Numbers(string name, long[] shape, int seed)
    {
        var random = new Random(HashCode(name, seed));
        var numbers = new float[shape.Aggregate(1L, (count, size) => count * size)];
        var (center, width) = shape.Length > 1
            ? (0.0, 1.7 / Math.Sqrt(numbers.Length / shape[0]))
            : (name.EndsWith("weight", StringComparison.Ordinal) ? 1.0 : 0.0, 0.1);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (float)(center + (width * ((2 * random.NextDouble()) - 1)));
        return numbers;
    }

    /// <summary>FNV-1a: string.GetHashCode differs from process to process.</summary>
    private static int HashCode(string text, int seed) => text.Aggregate(seed, (hash, c) => unchecked((hash ^ c) * 16777619));
}
