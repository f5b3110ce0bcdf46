using Studio.Engine.Diffusion;
using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Perturbed attention guidance (Ahn et al. 2024, arXiv:2403.17377): away from a prediction without self-attention in the middle block.
/// </summary>
internal sealed record PerturbedAttention(double Scale) : ModelPatch
{
    private const string PerturbedInput = "perturbed";

    public override GraphPatch Graph { get; } = new PerturbedGraph();

    public override bool HasOwnPrediction => true;

    public override IReadOnlyList<ConditioningInput> Inputs(PatchStep step) =>
        [new(PerturbedInput, new Tensor(new[] { step.IsOwn ? 1f : 0 }, 1))];

    /// <summary>Scales add up.</summary>
    public override ModelPatch? Join(ModelPatch earlier) =>
        earlier is PerturbedAttention other ? this with { Scale = Scale + other.Scale } : null;

    public override Tensor After(Tensor denoised, Tensor cond, Tensor? own) => Guidance.Away(denoised, cond, own!, Scale);

    private sealed record PerturbedGraph : GraphPatch
    {
        public override Value? MiddleIdentity(OnnxGraph g) => g.Op("Reshape",
            [g.Op("Greater", [g.Input(PerturbedInput, ElementType.Float32, -1), g.Scalar(0)]), g.Constant([-1, 1, 1])]);
    }
}
