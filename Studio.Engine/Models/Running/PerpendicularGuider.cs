using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// Perp-Neg (Armandpour et al. 2023, arXiv:2304.04968): of what the negative adds to an empty text only the part perpendicular to what the
/// positive adds is taken away. What patches of the model change in guidance does not count.
/// </summary>
internal sealed record PerpendicularGuider(DiffusionModel Model, Conditioning Positive, Conditioning Negative, Conditioning Empty,
    double Scale, double NegativeScale) : IGuider
{
    public IReadOnlyList<Conditioning> Conditionings { get; } = [Positive, Negative, Empty];

    public bool Needs(int conditioning, float sigma) => true;

    public Tensor Guide(GuidedStep step) =>
        Combine(step.Predictions[0]!, step.Predictions[1]!, step.Predictions[2]!, Scale, NegativeScale);

    internal static Tensor Combine(Tensor positive, Tensor negative, Tensor empty, double scale, double negativeScale)
    {
        var (up, away, result) = (positive.ZerosLike(), positive.ZerosLike(), positive.ZerosLike());
        TensorPrimitives.Subtract(positive.Span, empty.Span, up.Span);
        TensorPrimitives.Subtract(negative.Span, empty.Span, away.Span);
        var square = TensorPrimitives.SumOfSquares<float>(up.Span);
        var along = square == 0 ? 0 : TensorPrimitives.Dot<float>(up.Span, away.Span) / square;
        for (var i = 0; i < result.Length; i++)
        {
            var perpendicular = away.Span[i] - (along * up.Span[i]);
            result.Span[i] = empty.Span[i] + ((float)scale * (up.Span[i] - ((float)negativeScale * perpendicular)));
        }
        return result;
    }
}
