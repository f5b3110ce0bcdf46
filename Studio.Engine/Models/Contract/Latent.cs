using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Pictures in a model's compressed space.</summary>
/// <param name="Samples">[B,C,h,w] as the autoencoder gives them, without a model's latent scale; h and w are the picture's divided by
/// 8.</param>
/// <param name="NoiseMask">[B or 1,H,W] in 0..1 at any size: 1 is repainted, 0 is kept; null repaints all.</param>
/// <param name="BatchIndex">Which draw of the noise each entry takes, so that part of a batch can be made again; null counts from
/// 0.</param>
[WireType("LATENT")]
public sealed record Latent(Tensor Samples, Tensor? NoiseMask = null, IReadOnlyList<int>? BatchIndex = null);
