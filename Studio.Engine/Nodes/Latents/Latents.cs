using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>What the latent nodes share. Users speak of pixels; a latent pixel stands for eight of them along a side.</summary>
internal static class Latents
{
    public const int Factor = 8;

    /// <summary>The least that upscaling goes down to, in pixels.</summary>
    public const int SmallestSide = 64;

    /// <summary>Zeros for pictures of a size in pixels.</summary>
    /// <exception cref="EngineException">More than memory holds (OutOfMemory).</exception>
    public static Latent Empty(int batch, int channels, int height, int width) =>
        new(new Tensor(batch, channels, height / Factor, width / Factor));

    /// <summary>A side times a factor, at least 1.</summary>
    public static int Scaled(int side, double factor) => Math.Max(1, (int)Math.Round(side * factor));

    /// <summary>Tiles cannot overlap by more than a quarter.</summary>
    public static int Overlap(int tileSize, int wanted) => Math.Min(wanted, tileSize / 4);

    /// <summary>The second latents fitted to the first: the same size with what sticks out cut off, and as many of them.</summary>
    /// <exception cref="EngineException">They differ in channels (BadPrompt).</exception>
    public static Tensor FitTo(Tensor first, Tensor second, string method)
    {
        if (second.Size(1) != first.Size(1))
            throw new EngineException(EngineError.BadPrompt,
                $"{second} and {first} are latents of different kinds of models: they differ in channels.");
        if ((second.Size(2), second.Size(3)) != (first.Size(2), first.Size(3)))
            second = LatentResize.Resize(second, first.Size(3), first.Size(2), method, cropCenter: true);
        return Batches.Fit(second, first.Size(0));
    }

    /// <summary>Which draw of the noise each entry takes.</summary>
    public static IEnumerable<int> BatchIndex(Latent latent) => latent.BatchIndex ?? Enumerable.Range(0, latent.Samples.Size(0));

    /// <summary>Each entry on its own.</summary>
    public static IEnumerable<Latent> Split(Latent latent) => BatchIndex(latent).Select((batchIndex, entry) => new Latent(
        latent.Samples.Slice(entry),
        latent.NoiseMask is { } mask ? mask.Slice(entry % mask.Size(0)) : null,
        [batchIndex]));

    /// <summary>Entries of one size as a batch. Without a mask everything is repainted.</summary>
    public static Latent Join(IReadOnlyList<Latent> entries)
    {
        var samples = Tensor.Stack([.. entries.Select(entry => entry.Samples)]);
        var (width, height) = (samples.Size(3) * Factor, samples.Size(2) * Factor);
        var masks = entries.Any(entry => entry.NoiseMask is not null)
            ? Tensor.Stack([.. entries.Select(entry => MaskOf(entry, width, height))])
            : null;
        return new Latent(samples, masks, [.. entries.SelectMany(BatchIndex)]);
    }

    private static Tensor MaskOf(Latent entry, int width, int height)
    {
        if (entry.NoiseMask is { } mask)
            return Resample.Planes(mask, width, height, ResampleMethod.Bilinear);
        var all = new Tensor(1, height, width);
        all.Span.Fill(1);
        return all;
    }
}
