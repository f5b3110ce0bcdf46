using Studio.Engine;
using Studio.Engine.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class SamplingNodeTests
{
    [Fact]
    public void Schedulers_WithoutModel_FallToZero()
    {
        NoiseLevels[] all =
        [
            new KarrasScheduler().Run(Context()), new ExponentialScheduler().Run(Context()), new PolyexponentialScheduler().Run(Context()),
            new AlignYourStepsScheduler { Steps = 20 }.Run(Context()),
        ];

        Assert.All(all, levels =>
        {
            Assert.Equal(21, levels.Values.Length);
            Assert.Equal(0, levels.Values.Span[^1]);
            Assert.Equal(levels.Values.ToArray().OrderDescending(), levels.Values.ToArray());
            Assert.Equal(14.61464f, levels.Values.Span[0], 1e-4);
        });
    }

    [Fact]
    public void Sigmas_SplitAndFlipped_KeepTheCut()
    {
        var levels = new ManualSigmas { Sigmas = "[4, 3; 2 1e0,0]" }.Run(Context());
        Assert.Equal([4, 3, 2, 1, 0], levels.Values.ToArray());

        var (high, low) = new SplitSigmas { Sigmas = levels, Step = 2 }.Run(Context());
        Assert.Equal([4, 3, 2], high.Values.ToArray());
        Assert.Equal([2, 1, 0], low.Values.ToArray());
        (high, low) = new SplitSigmas { Sigmas = levels, Step = 99 }.Run(Context());
        Assert.Equal((5, 0), (high.Values.Length, low.Values.Length));

        (high, low) = new SplitSigmasDenoise { Sigmas = levels, Denoise = 0.5 }.Run(Context());
        Assert.Equal([4, 3, 2], high.Values.ToArray());
        Assert.Equal([2, 1, 0], low.Values.ToArray());

        Assert.Equal([0.0001f, 1, 2, 3, 4], new FlipSigmas { Sigmas = levels }.Run(Context()).Values.ToArray());
        Assert.Contains("'x'", Assert.Throws<EngineException>(() => new ManualSigmas { Sigmas = "1, x" }.Run(Context())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_OfSamplerAndNoise_AreHandedOn()
    {
        Assert.Equal("dpmpp_2m", new KSamplerSelect(BuiltIn.Samplers) { SamplerName = "dpmpp_2m" }.Run(Context()).Sampler.Name);
        Assert.Equal(7UL, new RandomNoise { NoiseSeed = 7 }.Run(Context()).Seed);
        Assert.Null(new DisableNoise().Run(Context()).Seed);
    }
}
