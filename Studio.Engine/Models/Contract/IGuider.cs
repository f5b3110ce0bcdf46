using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// A model with what steers it, and how its predictions become one: the value on GUIDER wires. A node of an extension may give one of its
/// own; it is a value, so a record, and holds nothing that belongs to a run.
/// </summary>
[WireType("GUIDER")]
public interface IGuider
{
    DiffusionModel Model { get; }

    /// <summary>
    /// What the model is asked with, the one to come near to first and the one to go away from last. At least one; CFG++ samplers take
    /// the last one's prediction for the unconditional one.
    /// </summary>
    IReadOnlyList<Conditioning> Conditionings { get; }

    /// <summary>Whether a conditioning, by its place, changes the result at a noise level: what does not is not computed.</summary>
    bool Needs(int conditioning, float sigma);

    /// <summary>One x0 [B,C,H,W] from the predictions with each conditioning that is needed. Called once per model call.</summary>
    Tensor Guide(GuidedStep step);
}
