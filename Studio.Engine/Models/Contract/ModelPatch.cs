using Studio.Engine.Diffusion;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// Something done to how a model predicts: to its graph, by a prediction more, in how predictions are combined, to the mask. A value, so
/// that a model with equal patches is an equal model.
/// </summary>
internal abstract record ModelPatch
{
    /// <summary>What it changes in the graph; null is nothing.</summary>
    public virtual GraphPatch? Graph => null;

    /// <summary>Whether it wants the first conditioning predicted once more, in its own way.</summary>
    public virtual bool HasOwnPrediction => false;

    /// <summary>Whether it wants that at a noise level.</summary>
    public virtual bool IsActive(float sigma) => true;

    /// <summary>Inputs that its graph has besides, [1 or B,...] each; the same ones at every step.</summary>
    public virtual IReadOnlyList<ConditioningInput> Inputs(PatchStep step) => [];

    /// <summary>Weights that its graph asks for and the model's file does not have; null is none.</summary>
    public virtual WeightChange? Weights => null;

    /// <summary>One patch that does what an earlier one and this one do; null when both stay.</summary>
    public virtual ModelPatch? Join(ModelPatch earlier) => null;

    /// <summary>x0 at x and sigma by its own rule in place of classifier-free guidance; null leaves that as it is.</summary>
    public virtual Tensor? Combine(Tensor x, float sigma, Tensor cond, Tensor uncond, double scale) => null;

    /// <summary>What it does to the guided x0.</summary>
    /// <param name="own">Its own prediction; null where it wanted none.</param>
    public virtual Tensor After(Tensor denoised, Tensor cond, Tensor? own) => denoised;

    /// <summary>
    /// The noise mask [B,H,W] at a noise level, in a run whose levels go from <paramref name="first"/> to <paramref name="last"/>; null
    /// leaves it as it is.
    /// </summary>
    public virtual Func<float, Tensor>? MaskAt(Tensor mask, SigmaTable table, float first, float last) => null;
}
