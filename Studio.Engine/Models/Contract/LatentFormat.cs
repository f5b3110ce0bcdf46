using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// The space that a denoiser works in, as against what its autoencoder gives: (latent - shift) scale, or channel by channel
/// (latent - mean) scale / deviation.
/// </summary>
/// <param name="Channels">4 in Stable Diffusion 1, 2 and XL.</param>
/// <param name="Factor">Picture pixels per latent pixel along one side.</param>
public sealed record LatentFormat(int Channels, int Factor, float Scale, float Shift = 0)
{
    /// <summary>Mean and deviation by channel, in place of the shift; null where all channels are alike.</summary>
    public LatentStatistics? Statistics { get; init; }

    /// <summary>
    /// Per channel its red, green and blue, in the picture's -1..1, and a last row that is added: a rough picture at almost no cost. Null
    /// when there are no well-known ones.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<float>>? PreviewFactors { get; init; }

    /// <summary>Whose autoencoder gives such latents, for people, where others have as many channels.</summary>
    public string Autoencoder { get; init; } = "FLUX.1, Z-Image or SD 3";

    /// <summary>
    /// How many pixels along one side of such a picture a latent pixel has: its channels are then by channel of the factors, row, column.
    /// </summary>
    public int PreviewSide { get; init; } = 1;

    /// <summary>What the files of a tiny autoencoder for such latents are called (taesd, taesdxl, ...); null when there is none.</summary>
    public string? TinyAutoencoder { get; init; }

    /// <summary>A latent as the autoencoder gives it, in the denoiser's space.</summary>
    public Tensor ToModel(Tensor latent)
    {
        var result = new Tensor(latent.Shape);
        if (Statistics is { } statistics)
        {
            statistics.Subtract(latent, result, Scale);
            return result;
        }
        TensorPrimitives.Multiply(latent.Span, Scale, result.Span);
        if (Shift != 0)
            TensorPrimitives.Subtract(result.Span, Shift * Scale, result.Span);
        return result;
    }

    /// <summary>A latent of the denoiser's space as the autoencoder takes it.</summary>
    public Tensor FromModel(Tensor latent)
    {
        var result = new Tensor(latent.Shape);
        if (Statistics is { } statistics)
        {
            statistics.Add(latent, result, Scale);
            return result;
        }
        TensorPrimitives.Multiply(latent.Span, (float)(1 / (double)Scale), result.Span);
        if (Shift != 0)
            TensorPrimitives.Add(result.Span, Shift, result.Span);
        return result;
    }
}

/// <summary>What the latents of an autoencoder are like, channel by channel, over many pictures.</summary>
public sealed record LatentStatistics(IReadOnlyList<float> Means, IReadOnlyList<float> Deviations)
{
    /// <summary>(latent - mean) scale / deviation.</summary>
    internal void Subtract(Tensor latent, Tensor result, float scale)
    {
        var (planes, length) = Planes(latent);
        for (var plane = 0; plane < planes; plane++)
        {
            var channel = plane % Means.Count;
            var to = result.Span.Slice(plane * length, length);
            TensorPrimitives.Subtract(latent.Span.Slice(plane * length, length), Means[channel], to);
            TensorPrimitives.Multiply(to, scale, to);
            TensorPrimitives.Divide(to, Deviations[channel], to);
        }
    }

    /// <summary>latent deviation / scale + mean.</summary>
    internal void Add(Tensor latent, Tensor result, float scale)
    {
        var (planes, length) = Planes(latent);
        for (var plane = 0; plane < planes; plane++)
        {
            var channel = plane % Means.Count;
            var to = result.Span.Slice(plane * length, length);
            TensorPrimitives.Multiply(latent.Span.Slice(plane * length, length), Deviations[channel], to);
            TensorPrimitives.Divide(to, scale, to);
            TensorPrimitives.Add(to, Means[channel], to);
        }
    }

    // [B,C,H,W] or [B,C,...]: a plane for each channel of each picture
    private static (int Planes, int Length) Planes(Tensor latent)
    {
        var planes = latent.Size(0) * latent.Size(1);
        return (planes, latent.Length / Math.Max(planes, 1));
    }
}
