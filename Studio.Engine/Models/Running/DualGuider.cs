using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>Guidance by two conditionings (Brooks et al. 2022, arXiv:2211.09800, eq. 3, and the same nested).</summary>
/// <param name="Between">How far from the second conditioning to the first.</param>
/// <param name="Away">How far from the negative one.</param>
/// <param name="Nested">The first pair is guided, then the result away from the negative one.</param>
internal sealed record DualGuider(DiffusionModel Model, Conditioning First, Conditioning Second, Conditioning Negative, double Between,
    double Away, bool Nested) : IGuider
{
    public IReadOnlyList<Conditioning> Conditionings { get; } = [First, Second, Negative];

    public bool Needs(int conditioning, float sigma) => conditioning < 2 || Nested || Away != 1;

    public Tensor Guide(GuidedStep step)
    {
        var (first, second, negative) = (step.Predictions[0]!, step.Predictions[1]!, step.Predictions[2]);
        return Nested
            ? Line(negative!, 1 - Away, step.Combine(first, second, Between), Away)
            : Line(step.Combine(second, negative, Away), 1, Line(first, 1, second, -1), Between);
    }

    private static Tensor Line(Tensor x, double a, Tensor y, double b)
    {
        var sum = x.ZerosLike();
        TensorPrimitives.Multiply(x.Span, (float)a, sum.Span);
        TensorPrimitives.MultiplyAdd(y.Span, (float)b, sum.Span, sum.Span);
        return sum;
    }
}
