using System.Collections.Immutable;
using Studio.Engine.Diffusion;
using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Skip-layer guidance, as Stability AI gave it with Stable Diffusion 3.5: away from a prediction in which some of a transformer's blocks
/// pass on what they are given.
/// </summary>
/// <param name="Double">Blocks with weights of their own for text and picture, by their numbers.</param>
/// <param name="Single">Blocks in which both are one.</param>
/// <param name="SigmaStart">From this noise level ...</param>
/// <param name="SigmaEnd">... to this one.</param>
/// <param name="Rescaling">How far the result is brought back to the spread of the conditional prediction, 0 to 1.</param>
internal sealed record SkippedLayers(ImmutableSortedSet<int> Double, ImmutableSortedSet<int> Single, double Scale, float SigmaStart,
    float SigmaEnd, double Rescaling = 0) : ModelPatch
{
    private const string SkippedInput = "skipped";

    public override GraphPatch Graph => new SkippingGraph(Double, Single);

    public override bool HasOwnPrediction => true;

    public override IReadOnlyList<ConditioningInput> Inputs(PatchStep step) =>
        [new(SkippedInput, new Tensor(new[] { step.IsOwn ? 1f : 0 }, 1))];

    public override bool IsActive(float sigma) => sigma <= SigmaStart && sigma >= SigmaEnd;

    /// <summary>The input is one, so the later of two counts.</summary>
    public override ModelPatch? Join(ModelPatch earlier) => earlier is SkippedLayers ? this : null;

    public override Tensor After(Tensor denoised, Tensor cond, Tensor? own)
    {
        if (own is null)
            return denoised;
        var result = Guidance.Away(denoised, cond, own, Scale);
        if (Rescaling != 0)
        {
            var factor = (Rescaling * Deviation(cond) / Deviation(result)) + (1 - Rescaling);
            TensorPrimitives.Multiply(result.Span, (float)factor, result.Span);
        }
        return result;
    }

    public bool Equals(SkippedLayers? other) => other is not null && Double.SetEquals(other.Double) && Single.SetEquals(other.Single)
        && (Scale, SigmaStart, SigmaEnd, Rescaling) == (other.Scale, other.SigmaStart, other.SigmaEnd, other.Rescaling);

    public override int GetHashCode() => HashCode.Combine(Double.Count, Single.Count, Scale, SigmaStart, SigmaEnd, Rescaling);

    /// <summary>Over all numbers, as an estimate from a sample.</summary>
    private static double Deviation(Tensor x)
    {
        var mean = TensorPrimitives.Sum<float>(x.Span) / (double)x.Length;
        var squares = 0.0;
        foreach (var number in x.Span)
            squares += (number - mean) * (number - mean);
        return Math.Sqrt(squares / Math.Max(1, x.Length - 1));
    }

    private sealed record SkippingGraph(ImmutableSortedSet<int> Double, ImmutableSortedSet<int> Single) : GraphPatch
    {
        public override Value AfterDouble(OnnxGraph g, Value before, Value after, int block) => Chosen(g, before, after, Double, block);

        public override Value AfterSingle(OnnxGraph g, Value before, Value after, int block) => Chosen(g, before, after, Single, block);

        public bool Equals(SkippingGraph? other) => other is not null && Double.SetEquals(other.Double) && Single.SetEquals(other.Single);

        public override int GetHashCode() => Single.Aggregate(Double.Aggregate(0, HashCode.Combine), HashCode.Combine);

        private static Value Chosen(OnnxGraph g, Value before, Value after, ImmutableSortedSet<int> skipped, int block)
        {
            if (!skipped.Contains(block))
                return after;
            var isSkipped = g.Shared(SkippedInput, () => g.Op("Reshape",
                [g.Op("Greater", [g.Input(SkippedInput, ElementType.Float32, -1), g.Scalar(0)]), g.Constant([-1, 1, 1])]));
            return g.Op("Where", [isSkipped, before, after]);
        }
    }
}
