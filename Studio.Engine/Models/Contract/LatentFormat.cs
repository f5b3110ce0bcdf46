using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>The space that a denoiser works in, as against what its autoencoder gives: (latent - shift) scale.</summary>
/// <param name="Channels">4 in Stable Diffusion 1, 2 and XL.</param>
/// <param name="Factor">Picture pixels per latent pixel along one side.</param>
public sealed record LatentFormat(int Channels, int Factor, float Scale, float Shift = 0)
{
    /// <summary>
    /// Per channel its red, green and blue, in the picture's -1..1, and a last row that is added: a rough picture at almost no cost. Null
    /// when there are no well-known ones.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<float>>? PreviewFactors { get; init; }

    /// <summary>A latent as the autoencoder gives it, in the denoiser's space.</summary>
    public Tensor ToModel(Tensor latent)
    {
        var result = new Tensor(latent.Shape);
        TensorPrimitives.Multiply(latent.Span, Scale, result.Span);
        if (Shift != 0)
            TensorPrimitives.Subtract(result.Span, Shift * Scale, result.Span);
        return result;
    }

    /// <summary>A latent of the denoiser's space as the autoencoder takes it.</summary>
    public Tensor FromModel(Tensor latent)
    {
        var result = new Tensor(latent.Shape);
        TensorPrimitives.Multiply(latent.Span, (float)(1 / (double)Scale), result.Span);
        if (Shift != 0)
            TensorPrimitives.Add(result.Span, Shift, result.Span);
        return result;
    }
}
