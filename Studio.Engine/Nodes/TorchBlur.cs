using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Gaussian blur as torchvision has it: a kernel of an odd size, mirrored at the edges.</summary>
internal static class TorchBlur
{
    /// <summary>Masks [B,H,W]; an even size becomes the next odd one, 0 does nothing.</summary>
    /// <exception cref="EngineException">The kernel is as large as the mask (BadPrompt).</exception>
    public static Tensor Planes(Tensor planes, int size) => size <= 0 ? planes : Planes(planes, size, sigma: null);

    /// <param name="sigma">In pixels; null is the usual one for the size.</param>
    public static Tensor Planes(Tensor planes, int size, double? sigma)
    {
        size += 1 - (size % 2);
        if (size / 2 >= planes.Size(1) || size / 2 >= planes.Size(2))
            throw new EngineException(EngineError.BadPrompt, $"A blur of {size} pixels is too large for {planes}: choose a smaller one.");
        var weights = Weights(size, sigma ?? (0.3 * (((size - 1) * 0.5) - 1)) + 0.8);
        return Along(Along(planes, planes.Size(2), 1, weights), planes.Size(1), planes.Size(2), weights);
    }

    private static float[] Weights(int size, double sigma)
    {
        var weights = Enumerable.Range(0, size).Select(i => Math.Exp(-0.5 * Math.Pow((i - (size / 2)) / sigma, 2))).ToList();
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private static Tensor Along(Tensor x, int length, int stride, float[] weights)
    {
        var blurred = x.ZerosLike();
        var half = weights.Length / 2;
        for (var i = 0; i < x.Length; i++)
        {
            var position = i / stride % length;
            var sum = 0f;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var at = position + tap - half;
                at = at < 0 ? -at : at < length ? at : (2 * length) - 2 - at;
                sum += weights[tap] * x.Span[i + ((at - position) * stride)];
            }
            blurred.Span[i] = sum;
        }
        return blurred;
    }
}
