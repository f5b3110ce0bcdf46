using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Whole runs of the demo checkpoint, as the sampling nodes ask for them.</summary>
public sealed class LatentSamplingTests : IDisposable
{
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    private LoadedCheckpoint Demo => _pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None);

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_TwentyEulerSteps_EqualsTheGoldenLatent(int @case)
    {
        var seed = (ulong)DemoModel.Index["cases"]![@case]!["seed"]!;
        var noise = DemoModel.Golden($"{@case}_noise");
        Compare.AssertMaximumError(noise, Noise.Normal(seed, noise.Shape), 1e-5);

        var latent = _pool.Sample(Request(@case, new Latent(noise.ZerosLike())) with { Seed = seed });

        Compare.AssertRelativeError(DemoModel.Golden($"{@case}_latent"), DemoModel.InModelSpace(latent.Samples), 1e-2);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("euler_ancestral")]
    [InlineData("dpmpp_2m_sde")]
    [InlineData("ddim")]
    [InlineData("uni_pc")]
    [InlineData("lcm")]
    public void Run_WithANoiseMask_KeepsWhatIsNotMasked(string sampler)
    {
        var original = DemoModel.GoldenWire("0_latent");
        var (height, width) = (original.Size(2), original.Size(3));
        var mask = new Tensor(1, height, width);
        for (var row = 0; row < height; row++)
            mask.Span.Slice(row * width, width / 2).Fill(1);
        var plan = new SamplingPlan(new NormalSchedule(), 6) { Sampler = BuiltIn.Samplers.Get(sampler), Denoise = 0.8 };

        var request = Request(1, new Latent(original, mask)) with { Sampler = BuiltIn.Samplers.Get(sampler),
            Sigmas = plan.Sigmas(Demo.Model.Sigmas) };
        var latent = _pool.Sample(request);

        Assert.Same(mask, latent.NoiseMask);
        var change = Difference(original, latent.Samples);
        // uni_pc ends at a noise level of 0.001, not at 0
        Assert.All(change.Where((_, i) => i % width >= width / 2), difference => Assert.InRange(difference, 0, 5e-3));
        Assert.True(change.Where((_, i) => i % width < width / 2).Average() > 0.05);
    }

    [Fact]
    public void Run_WithAMaskOfPictureSize_IsTheRunWithTheMaskOfLatentSize()
    {
        var original = DemoModel.GoldenWire("0_latent");
        var (height, width) = (original.Size(2), original.Size(3));
        var (small, large) = (new Tensor(1, height, width), new Tensor(height * 8, width * 8));
        small.Span[..(height / 2 * width)].Fill(1);
        large.Span[..(height * 4 * width * 8)].Fill(1);
        var request = Request(1, new Latent(original, small)) with { Sigmas = Plan(4).Sigmas(Demo.Model.Sigmas) };
        var masked = _pool.Sample(request).Samples;
        Compare.AssertRelativeError(masked, _pool.Sample(request with { Latent = new Latent(original, large) }).Samples, 1e-4);
    }

    [Fact]
    public void Run_InTwoParts_EqualsTheWholeRun()
    {
        var empty = new Latent(DemoModel.Golden("0_noise").ZerosLike());
        var whole = _pool.Sample(Request(0, empty)).Samples;
        var first = (Plan(20) with { EndAtStep = 8, LeaveNoise = true }).Sigmas(Demo.Model.Sigmas);
        var second = (Plan(20) with { StartAtStep = 8 }).Sigmas(Demo.Model.Sigmas);

        var half = _pool.Sample(Request(0, empty) with { Sigmas = first });
        var rest = _pool.Sample(Request(0, half) with { Sigmas = second, AddNoise = false, Seed = 999 });

        Compare.AssertRelativeError(whole, rest.Samples, 1e-5);
    }

    [Fact]
    public void RunToBoth_EndingWithNoise_GivesThePictureBesideIt()
    {
        var sigmas = (Plan(20) with { EndAtStep = 10, LeaveNoise = true }).Sigmas(Demo.Model.Sigmas);
        var result = new LatentSampling(_pool).RunToBoth(
            Request(0, new Latent(DemoModel.Golden("0_noise").ZerosLike())) with { Sigmas = sigmas });
        Assert.InRange(Deviation(DemoModel.InModelSpace(result.Latent.Samples)), sigmas[^1] * 0.8, sigmas[^1] * 1.5);
        Assert.InRange(Deviation(DemoModel.InModelSpace(result.Denoised.Samples)), 0.1, 1.5);
    }

    [Fact]
    public void Run_BatchIndex_MakesOnePictureOfABatchAgain()
    {
        var noise = DemoModel.Golden("0_noise");
        var request =
            Request(2, new Latent(new Tensor(2, 4, noise.Size(2), noise.Size(3)))) with { Sigmas = Plan(4).Sigmas(Demo.Model.Sigmas) };
        var batch = _pool.Sample(request).Samples;
        var one = _pool.Sample(request with { Latent = new Latent(noise.ZerosLike(), BatchIndex: [1]) });
        Assert.Equal([1], one.BatchIndex!);
        Compare.AssertRelativeError(batch.Slice(1), one.Samples, 1e-3);
    }

    [Fact]
    public void Run_NothingToSample_ReturnsTheLatent()
    {
        var latent = new Latent(DemoModel.GoldenWire("0_latent"));
        var nothing = (Plan(20) with { Denoise = 0 }).Sigmas(Demo.Model.Sigmas);
        Assert.Same(latent, _pool.Sample(Request(0, latent) with { Sigmas = nothing }));
    }

    [Fact]
    public void Run_Progress_ComesOncePerStepWithAPicture()
    {
        var steps = new List<(int, int)>();
        _pool.Sample(Request(0, new Latent(DemoModel.Golden("0_noise").ZerosLike())) with
        {
            Sigmas = Plan(3).Sigmas(Demo.Model.Sigmas),
            Progress = step =>
            {
                steps.Add((step.Step, step.Total));
                Assert.InRange(Deviation(step.Denoised), 0.1, 10);
            },
        });
        Assert.Equal([(0, 3), (1, 3), (2, 3)], steps);
    }

    [Fact]
    public void Run_CancelledAfterAStep_StopsThere()
    {
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var request = Request(0, new Latent(DemoModel.Golden("0_noise").ZerosLike())) with
        {
            CancellationToken = cancellation.Token,
            Progress = _ =>
            {
                steps++;
                cancellation.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => _pool.Sample(request));
        Assert.Equal(1, steps);
    }

    [Fact]
    public void Run_EmptyLatentOfAnotherFamily_TakesTheModelsChannels()
    {
        var noise = DemoModel.Golden("0_noise");
        var request =
            Request(0, new Latent(new Tensor(1, 16, noise.Size(2), noise.Size(3)))) with { Sigmas = Plan(2).Sigmas(Demo.Model.Sigmas) };
        Assert.Equal(noise.Shape.ToArray(), _pool.Sample(request).Samples.Shape.ToArray());
        var full = Assert.Throws<EngineException>(
            () => _pool.Sample(request with { Latent = new Latent(Noise.Normal(1, 1, 16, 8, 8)) }));
        Assert.Equal(EngineError.BadPrompt, full.Kind);
    }

    /// <summary>Per number how far apart, in the model's space.</summary>
    private static float[] Difference(Tensor x, Tensor y) =>
        [.. DemoModel.InModelSpace(x).Span.ToArray().Zip(DemoModel.InModelSpace(y).Span.ToArray(), (a, b) => Math.Abs(a - b))];

    private static SamplingPlan Plan(int steps) => new(new NormalSchedule(), steps);

    private static double Deviation(Tensor x) => Math.Sqrt(x.Span.ToArray().Average(value => (double)value * value));

    private SamplingRequest Request(int @case, Latent latent)
    {
        var (clip, model) = (Demo.Clip!, Demo.Model);
        var positive = _pool.Encode(clip, DemoModel.Index["cases"]![@case]!["prompt"]!.ToString(), CancellationToken.None);
        var negative = _pool.Encode(clip, "", CancellationToken.None);
        return new SamplingRequest(new ClassifierFreeGuider(model, positive, negative, (double)DemoModel.Index["cfg"]!), latent)
        {
            Sampler = BuiltIn.Samplers.Get("euler"),
            Sigmas = Plan(20).Sigmas(model.Sigmas),
            Seed = 42,
        };
    }
}
