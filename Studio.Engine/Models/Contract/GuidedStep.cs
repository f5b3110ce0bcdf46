using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>The predictions of one model call.</summary>
/// <param name="X">The noisy latent [B,C,H,W]. Neither it nor a prediction may be written to.</param>
/// <param name="Sigma">Its noise level, above 0.</param>
public sealed record GuidedStep(Tensor X, float Sigma)
{
    /// <summary>x0 [B,C,H,W] with each conditioning of the guider, by its place; null where it was not needed.</summary>
    public required IReadOnlyList<Tensor?> Predictions { get; init; }

    /// <summary>The model's patches with the x0 that each asked for besides; null where it asked for none.</summary>
    internal IReadOnlyList<(ModelPatch Patch, Tensor? Own)> Patches { get; init; } = [];

    /// <summary>
    /// Classifier-free guidance as the model's patches have it: ordinary or in the way of the last patch that replaces it, then what
    /// patches add.
    /// </summary>
    /// <param name="cond">x0 to come near to.</param>
    /// <param name="uncond">x0 to go away from; null where there is none: the result is then <paramref name="cond"/> with what patches
    /// add.</param>
    /// <param name="scale">1 is <paramref name="cond"/> alone.</param>
    public Tensor Combine(Tensor cond, Tensor? uncond, double scale)
    {
        var replaced = uncond is null ? null : Patches.Reverse()
            .Select(patch => patch.Patch.Combine(X, Sigma, cond, uncond, scale)).FirstOrDefault(result => result is not null);
        var denoised = replaced ?? (uncond is null ? cond : Guidance.Combine(cond, uncond, scale));
        return Patches.Aggregate(denoised, (now, patch) => patch.Patch.After(now, cond, patch.Own));
    }
}
