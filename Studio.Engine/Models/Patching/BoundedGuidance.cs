using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// The guided x0, at each place no longer over its channels than the positive one, as the makers of Qwen-Image sample it; times a strength.
/// </summary>
internal sealed record BoundedGuidance(double Strength) : ModelPatch
{
    public override Tensor After(Tensor denoised, Tensor cond, Tensor? own) => Guidance.Bounded(denoised, cond, Strength);
}

/// <summary>
/// Guidance on what the network predicts instead of x0, brought to the length of the positive prediction at each place, longer or shorter.
/// </summary>
/// <param name="Strength">0 is ordinary guidance, 1 the full correction.</param>
internal sealed record NormedPrediction(double Strength) : ModelPatch
{
    public override Tensor Combine(Tensor x, float sigma, Tensor cond, Tensor uncond, double scale) =>
        Guidance.Normed(x, cond, uncond, scale, Strength);
}
