using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Pictures in a model's compressed space.</summary>
/// <param name="Samples">[B,C,h,w] as the autoencoder gives them, without a model's latent scale; h and w are the picture's divided by
/// 8.</param>
/// <param name="NoiseMask">[B or 1,H,W] in 0..1 at any size: 1 is repainted, 0 is kept; null repaints all.</param>
/// <param name="BatchIndex">Which draw of the noise each entry takes, so that part of a batch can be made again; null counts from
/// 0.</param>
[WireType("LATENT")]
public sealed record Latent(Tensor Samples, Tensor? NoiseMask = null, IReadOnlyList<int>? BatchIndex = null)
{
    /// <summary>Whose space it is in; null where that is not known.</summary>
    public LatentFormat? Space { get; init; }

    /// <summary>Itself, unless it is known to be for another autoencoder that has as many channels.</summary>
    /// <param name="name">Who takes it, for the message.</param>
    /// <exception cref="EngineException">BadPrompt: it is.</exception>
    internal Latent RequireSpace(LatentFormat wanted, string name) => Space is { } space && space.Channels == wanted.Channels
        && space.Autoencoder != wanted.Autoencoder
        ? throw new EngineException(EngineError.BadPrompt,
            $"The latent is for the VAE of {space.Autoencoder}, but {name} works with that of {wanted.Autoencoder}. Use the VAE that belongs to the model.")
        : this;
}
