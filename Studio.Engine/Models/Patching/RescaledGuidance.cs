using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>Guidance brought back to the spread of the conditional prediction (Lin et al. 2023, arXiv:2305.08891, eq. 15 and 16).</summary>
/// <param name="Multiplier">0 is ordinary guidance, 1 the full correction.</param>
internal sealed record RescaledGuidance(double Multiplier) : ModelPatch
{
    public override Tensor Combine(Tensor x, float sigma, Tensor cond, Tensor uncond, double scale) =>
        Guidance.Rescaled(x, cond, uncond, sigma, scale, Multiplier);
}
