using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

public sealed class NoiseMixTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.3)]
    public void Slerp_OfTwoNoises_LiesOnTheArcBetweenThem(double share)
    {
        var (from, to) = (Noise.Normal(1, 2, 4, 64, 64), Noise.Normal(2, 2, 4, 64, 64));
        var mixed = NoiseMix.Slerp(from, to, share);
        for (var entry = 0; entry < 2; entry++)
        {
            var angle = Angle(from, to, entry);
            // the direction moves by its share of the angle
            Assert.Equal(share * angle, Angle(from, mixed, entry, atLeast: 1e-9), 0.02);
            Assert.InRange(Length(mixed, entry) / Length(from, entry), 0.95, 1.05);
        }

        if (share is 0 or 1)
            Assert.All(mixed.Span.ToArray().Zip((share == 0 ? from : to).Span.ToArray()), pair => Assert.Equal(pair.Second, pair.First,
                1e-5f));
    }

    [Fact]
    public void Slerp_OfUnitVectors_GivesThePublishedFormula()
    {
        var mixed = NoiseMix.Slerp(new Tensor(new float[] { 1, 0 }, 1, 2), new Tensor(new float[] { 0, 1 }, 1, 2), 1 / 3.0);
        Assert.Equal(Math.Cos(Math.PI / 6), mixed.Span[0], 1e-6);
        Assert.Equal(Math.Sin(Math.PI / 6), mixed.Span[1], 1e-6);
    }

    [Fact]
    public void Slerp_OfTheSameNoise_IsThatNoise()
    {
        var noise = Noise.Normal(3, 1, 4, 4, 4);
        Assert.Equal(noise.Span.ToArray(), NoiseMix.Slerp(noise, noise, 0.5).Span.ToArray());
    }

    private static double Angle(Tensor a, Tensor b, int entry, double atLeast = 0) =>
        Math.Max(atLeast, Math.Acos(Math.Clamp(Dot(a, b, entry) / (Length(a, entry) * Length(b, entry)), -1, 1)));

    private static double Length(Tensor tensor, int entry) => Math.Sqrt(Dot(tensor, tensor, entry));

    private static double Dot(Tensor a, Tensor b, int entry)
    {
        var length = a.Length / a.Size(0);
        double sum = 0;
        for (var i = entry * length; i < (entry + 1) * length; i++)
            sum += (double)a.Span[i] * b.Span[i];
        return sum;
    }
}
