using Studio.Engine.Diffusion;
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

    /// <summary>An input that its graph has besides, one number per picture; null is none.</summary>
    public virtual string? Input => null;

    /// <summary>What that input is told.</summary>
    /// <param name="isOwn">Whether the prediction is the patch's own.</param>
    public virtual float InputValue(bool isOwn) => 0;

    /// <summary>One patch that does what an earlier one and this one do; null when both stay.</summary>
    public virtual ModelPatch? Join(ModelPatch earlier) => null;

    /// <summary>x0 at x and sigma by its own rule in place of classifier-free guidance; null leaves that as it is.</summary>
    public virtual Tensor? Combine(Tensor x, float sigma, Tensor cond, Tensor uncond, double scale) => null;

    /// <summary>What it does to the guided x0.</summary>
    /// <param name="own">Its own prediction.</param>
    public virtual Tensor After(Tensor denoised, Tensor cond, Tensor? own) => denoised;

    /// <summary>
    /// The noise mask [B,H,W] at a noise level, in a run whose levels go from <paramref name="first"/> to <paramref name="last"/>; null
    /// leaves it as it is.
    /// </summary>
    public virtual Func<float, Tensor>? MaskAt(Tensor mask, SigmaTable table, float first, float last) => null;
}
