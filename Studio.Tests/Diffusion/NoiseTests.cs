using System.Globalization;
using Studio.Engine;
using Studio.Engine.Diffusion;

namespace Studio.Tests.Diffusion;

public sealed class NoiseTests
{
    public static TheoryData<string> Cases() => [.. ComfyNumbers.First.GetProperty("noise").EnumerateObject().Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Normal_ReferenceSeedAndShape_GivesTorchsNumbers(string name)
    {
        var parts = name.Split('/');
        var golden = ComfyNumbers.First.GetProperty("noise").GetProperty(name);
        var noise = Noise.Normal(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ComfyNumbers.Shape(parts[1]));
        ComfyNumbers.AssertClose(ComfyNumbers.Floats(golden.GetProperty("first6")), noise.Span[..6], 1e-6, 1e-6);
        ComfyNumbers.AssertClose(ComfyNumbers.Floats(golden.GetProperty("last3")), noise.Span[^3..], 1e-6, 1e-6);
        var sum = 0.0;
        foreach (var value in noise.Span)
            sum += value;
        Assert.Equal(golden.GetProperty("sum64").GetDouble(), sum, noise.Length * 3e-8 + 1e-5);
    }

    // Published outputs of torch.manual_seed(seed); torch.randn(n), four digits.
    [Theory]
    [InlineData(0UL, new[] { 1.5410f, -0.2934f, -2.1788f, 0.5684f, -1.0845f })]
    [InlineData(42UL, new[] { 0.3367f, 0.1288f, 0.2345f, 0.2303f, -1.1229f, -0.1863f })]
    public void Normal_FewerThanSixteen_TakesTheOtherFormula(ulong seed, float[] expected) =>
        ComfyNumbers.AssertClose(expected, Noise.Normal(seed, expected.Length).Span, 0, 6e-5);

    [Fact]
    public void Fill_OddNumberOfSmallDraws_KeepsTheSecondOfAPair()
    {
        var whole = Noise.Normal(5, 6);
        var stream = new NoiseStream(5);
        Assert.Equal(whole.Span.ToArray(), (float[])[.. stream.Next(1).Span, .. stream.Next(3).Span, .. stream.Next(2).Span]);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(1047)]
    [InlineData(5000)]
    public void Normal_NotAMultipleOfSixteen_RefillsTheLastSixteen(int length)
    {
        var whole = Noise.Normal(3, length / 16 * 16);
        var noise = Noise.Normal(3, length);
        var kept = length - 16;
        Assert.Equal(whole.Span[..kept].ToArray(), noise.Span[..kept].ToArray());
        Assert.NotEqual(whole.Span[kept..(length / 16 * 16)].ToArray(), noise.Span[kept..(length / 16 * 16)].ToArray());
    }

    [Fact]
    public void Next_SecondDraw_ContinuesTheGenerator()
    {
        var both = Noise.Normal(9, 2, 4, 8, 8);
        var stream = new NoiseStream(9);
        Assert.Equal(both.Span[..256].ToArray(), stream.Next(1, 4, 8, 8).Span.ToArray());
        Assert.Equal(both.Span[256..].ToArray(), stream.Next(1, 4, 8, 8).Span.ToArray());
    }

    [Fact]
    public void Normal_ManyNumbers_AreStandardNormal()
    {
        var noise = Noise.Normal(77, 1_000_000).Span.ToArray();
        var mean = noise.Average();
        Assert.Equal(0, mean, 0.005);
        Assert.Equal(1, noise.Average(value => (value - mean) * (value - mean)), 0.01);
        Assert.Equal(0, noise.Average(value => value * value * value), 0.02);
        Assert.Equal(3, noise.Average(value => value * value * value * value), 0.1);
    }

    [Fact]
    public void ForLatent_BatchIndex_TakesTheWantedDraws()
    {
        var stream = new NoiseStream(8);
        float[][] draws = [.. Enumerable.Range(0, 4).Select(_ => stream.Next(1, 4, 4, 4).Span.ToArray())];
        var noise = Noise.ForLatent(8, [3, 4, 4, 4], [3, 1, 3]);
        Assert.Equal((float[])[.. draws[3], .. draws[1], .. draws[3]], noise.Span.ToArray());
    }

    [Fact]
    public void ForLatent_BatchIndexOfAnotherLength_SaysSo()
    {
        var error = Assert.Throws<EngineException>(() => Noise.ForLatent(1, [2, 4, 4, 4], [0]));
        Assert.Contains("batch index is [0]", error.Message);
    }

    [Fact]
    public void Mt19937_ReferenceSeed_GivesThePublishedWords()
    {
        // C++ standard, [rand.predef]: the 10000th output of a default-constructed mt19937 (seed 5489) is 4123659995.
        var generator = new Mt19937(5489);
        for (var i = 1; i < 10_000; i++)
            generator.NextUInt32();
        Assert.Equal(4123659995u, generator.NextUInt32());
    }
}
