using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

/// <summary>CFGNorm's two ways, from their formulas.</summary>
public sealed class BoundedGuidanceTests
{
    // two places of two channels
    private static readonly Tensor Cond = new(new float[] { 3, 0.5f, 4, 0 }, 1, 2, 1, 2);

    [Fact]
    public void Bounded_ShortensWhatIsLongerThanThePositive()
    {
        // 10 long where the positive is 5, and 0.25 where it is 0.5
        var guided = new Tensor(new float[] { 6, 0.25f, 8, 0 }, 1, 2, 1, 2);
        Assert.Equal([3, 0.25f, 4, 0], Rounded(Guidance.Bounded(guided, Cond, strength: 1)));
        Assert.Equal([1.5f, 0.125f, 2, 0], Rounded(Guidance.Bounded(guided, Cond, strength: 0.5)));
    }

    [Fact]
    public void Normed_BringsWhatIsPredictedToThePositivesLength()
    {
        var (x, uncond) = (new Tensor(1, 2, 1, 2), new Tensor(new float[] { 3, 0, 0, 0 }, 1, 2, 1, 2));
        // at the first place guidance by 2 gives (3, 8), which is brought to the length of (3, 4); at the second (1, 0), to 0.5
        var length = MathF.Sqrt(9 + 64);
        Assert.Equal(Rounded(new Tensor(new[] { 3 * 5 / length, 0.5f, 8 * 5 / length, 0 }, 1, 2, 1, 2)),
            Rounded(Guidance.Normed(x, Cond, uncond, scale: 2, strength: 1)));
        Assert.Equal([3, 1, 8, 0], Rounded(Guidance.Normed(x, Cond, uncond, scale: 2, strength: 0)));
    }

    private static float[] Rounded(Tensor tensor) => Array.ConvertAll(tensor.Span.ToArray(), number => MathF.Round(number, 4));
}
