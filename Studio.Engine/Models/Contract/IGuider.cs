using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>A model with what steers it, and how its predictions become one: the value on GUIDER wires.</summary>
[WireType("GUIDER")]
public interface IGuider
{
    DiffusionModel Model { get; }

    /// <summary>What the model is asked with, the one to come near to first and the one to go away from last.</summary>
    IReadOnlyList<Conditioning> Conditionings { get; }

    /// <summary>Whether a conditioning, by its place, changes the result: what does not is not computed.</summary>
    bool Needs(int conditioning);

    /// <summary>One x0 [B,C,H,W] from the predictions with each conditioning that is needed.</summary>
    Tensor Guide(GuidedStep step);
}
