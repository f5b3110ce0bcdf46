using System.Globalization;
using Studio.Engine.Diffusion;

namespace Studio.Tests.Diffusion;

public sealed class BrownianTreeTests
{
    private const float SigmaMin = 0.0291675f;
    private const float SigmaMax = 14.614642f;

    public static TheoryData<string> Questions() =>
        [.. ComfyNumbers.First.GetProperty("brownian").EnumerateObject().Select(row => row.Name)
            .Where(name => name.StartsWith("q(", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Questions))]
    public void Noise_ReferenceQuestion_GivesTorchsdesNumbers(string question)
    {
        var ends = question[2..^1].Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var noise = new BrownianTree(42, [1, 4, 8, 8], SigmaMin, SigmaMax).Noise(ends[0], ends[1]);
        var expected = ComfyNumbers.Floats(ComfyNumbers.First.GetProperty("brownian").GetProperty(question));
        ComfyNumbers.AssertClose(expected, noise.Span[..expected.Length], 1e-5, 2e-6);
    }

    [Fact]
    public void Noise_PartsOfAStep_AddUpToTheStep()
    {
        var tree = new BrownianTree(7, [1, 4, 4, 4], SigmaMin, SigmaMax);
        var whole = tree.Noise(9, 2).Times(MathF.Sqrt(7));
        var first = tree.Noise(9, 5.5f).Times(MathF.Sqrt(3.5f));
        var second = tree.Noise(5.5f, 2).Times(MathF.Sqrt(3.5f));
        ComfyNumbers.AssertClose(whole.Span, first.AddInPlace(second).Span, 0, 2e-5);
    }

    [Fact]
    public void Noise_AskedInAnotherOrder_IsTheSame()
    {
        var forward = new BrownianTree(7, [1, 4, 4, 4], SigmaMin, SigmaMax);
        var backward = new BrownianTree(7, [1, 4, 4, 4], SigmaMin, SigmaMax);
        float[] sigmas = [14.614642f, 11, 9.25f, 6.1f, 3, 1.7f, 0.8f, 0.3f, 0.1f, SigmaMin];
        var there = sigmas.Zip(sigmas[1..], (a, b) => forward.Noise(a, b).Span.ToArray()).ToArray();
        var back = sigmas.Zip(sigmas[1..]).Reverse().Select(step => backward.Noise(step.First, step.Second).Span.ToArray()).Reverse()
            .ToArray();
        Assert.Equal(there, back);
    }

    [Fact]
    public void Noise_AllSteps_AreStandardNormal()
    {
        var tree = new BrownianTree(3, [1, 4, 64, 64], SigmaMin, SigmaMax);
        foreach (var (from, to) in new[] { (14.6f, 10f), (10f, 4f), (4f, 1f), (1f, 0.2f), (0.2f, SigmaMin) })
        {
            var noise = tree.Noise(from, to).Span.ToArray();
            Assert.Equal(0, noise.Average(), 0.03);
            Assert.Equal(1, noise.Average(value => value * value), 0.04);
        }
    }

    [Fact]
    public void Noise_OutsideTheTree_AnswersForItsEnds()
    {
        var tree = new BrownianTree(3, [1, 4, 4, 4], 1, 2);
        Assert.All(tree.Noise(5, 4).Span.ToArray(), value => Assert.Equal(0, value));
        Assert.All(tree.Noise(5, 0.5f).Span.ToArray(), value => Assert.True(float.IsFinite(value)));
    }
}
