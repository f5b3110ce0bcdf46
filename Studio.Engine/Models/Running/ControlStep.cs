using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What control networks are told in one model call.</summary>
/// <param name="Sample">[windows * rows,C,h,w]: the noisy latents as the model sees them, without what it sees beside.</param>
/// <param name="Rows">Pictures of each window.</param>
/// <param name="Told">What the model is told of its conditioning.</param>
internal sealed record ControlStep(Tensor Sample, float Timestep, float Sigma, int Rows, IReadOnlyList<NamedInput> Told);
