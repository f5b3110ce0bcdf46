using FsCheck;
using FsCheck.Fluent;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;
using Studio.Tests.Support;
using Xunit.Abstractions;

namespace Studio.Tests.Diffusion;

/// <summary>What every sampler owes, whatever its formula.</summary>
public sealed class SamplerRunTests(ITestOutputHelper output)
{
    private static readonly string[] Models = ["sd1_eps", "sd3_shift3"];

    /// <summary>These stop at the last sigma above 0, or at 0.001, as their reference does.</summary>
    private static readonly string[] StopShort = ["dpm_fast", "dpm_adaptive", "uni_pc", "uni_pc_bh2"];

    public static TheoryData<string> Names => [.. BuiltIn.Samplers.Names];

    public static TheoryData<string> NamesOfOdeSamplers => [.. BuiltIn.Samplers.Names.Where(IsOde)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_FewSteps_GivesFiniteNumbers(string name)
    {
        foreach (var model in Models)
        {
            for (var steps = 1; steps <= 4; steps++)
                Assert.All(new ToyRun(model).Sample(name, steps).Span.ToArray(), value => Assert.InRange(value, -3, 3));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_LevelsThatEndAboveZero_LeavesThatMuchNoise(string name)
    {
        foreach (var model in Models)
        {
            var toy = new ToyRun(model);
            var levels = toy.Sigmas("euler", 12)[3..10];
            var x = toy.Start(levels);
            var end = BuiltIn.Samplers.Get(name).Sample(toy.Model, x, levels, toy.Context());
            Assert.All(end.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.NotEqual(x.Span.ToArray(), end.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_SameSeedTwice_GivesTheSameNumbers(string name) =>
        Assert.Equal(new ToyRun("sd1_eps").Sample(name, 5).Span.ToArray(), new ToyRun("sd1_eps").Sample(name, 5).Span.ToArray());

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Input_StaysAsItIs(string name)
    {
        var toy = new ToyRun("sd3_shift3");
        var levels = toy.Sigmas(name, 4);
        var x = toy.Start(levels);
        var before = x.Span.ToArray();
        BuiltIn.Samplers.Get(name).Sample(toy.Model, x, levels, toy.Context());
        Assert.Equal(before, x.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_NoSteps_ReturnsTheInput(string name)
    {
        var toy = new ToyRun("sd1_eps");
        var x = toy.Start([7]);
        Assert.Same(x, BuiltIn.Samplers.Get(name).Sample(toy.Model, x, [7], toy.Context()));
        Assert.Same(x, BuiltIn.Samplers.Get(name).Sample(toy.Model, x, [], toy.Context()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Progress_RisesToTheLastStep(string name)
    {
        var steps = new List<SamplerStep>();
        new ToyRun("sd1_eps").Sample(name, 7, progress: steps.Add);
        Assert.All(steps, step => Assert.Equal(7, step.Total));
        Assert.Equal(steps.Select(step => step.Step).Order(), steps.Select(step => step.Step));
        Assert.Equal(6, steps[^1].Step);
        if (name is not ("dpm_fast" or "dpm_adaptive"))
            Assert.Equal(Enumerable.Range(0, 7), steps.Select(step => step.Step));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_CancelledInTheCallback_StopsAtOnce(string name)
    {
        using var source = new CancellationTokenSource();
        var toy = new ToyRun("sd1_eps");
        var callbacks = 0;
        var callsThen = 0;
        Assert.Throws<OperationCanceledException>(() => toy.Sample(name, 9, cancellation: source.Token, progress: _ =>
        {
            callsThen = toy.Model.Calls;
            if (++callbacks == 2)
                source.Cancel();
        }));
        Assert.Equal(2, callbacks);
        Assert.Equal(callsThen, toy.Model.Calls);
    }

    [Theory]
    [MemberData(nameof(NamesOfOdeSamplers))]
    public void Sample_ModelThatAlwaysSeesOnePicture_EndsAtThatPicture(string name) =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<bool>(), (level, number, flow) =>
        {
            var picture = level / 64f - 2;
            var toy = new ToyRun(flow ? Models[1] : Models[0], seed: number);
            var steps = number % 30 + 1;
            var levels = toy.Sigmas(name, steps);
            // what is left of the noise is at most eight times the level where the sampler stops
            var left = !StopShort.Contains(name) ? 1e-4f : steps == 1 ? 0.01f : 8 * Math.Max(levels[^2], 0.001f) + 1e-4f;
            return toy.Sample(name, steps, new OnePicture(picture)).Span.ToArray().All(value => Math.Abs(value - picture) <= left);
        }).Check(RandomTests.Draw(output));

    [Theory]
    [InlineData(new[] { 1f, float.NaN, 0 })]
    [InlineData(new[] { 1f, 0, 0.5f })]
    [InlineData(new[] { -1f, 0 })]
    public void Sample_ImpossibleLevels_SaysWhichOne(float[] levels)
    {
        var toy = new ToyRun("sd1_eps");
        var error = Assert.Throws<EngineException>(
            () => BuiltIn.Samplers.Get("euler").Sample(toy.Model, toy.Start([1]), levels, toy.Context()));
        Assert.Equal(EngineError.BadPrompt, error.Kind);
        Assert.Contains("scheduler node", error.Message);
    }

    [Fact]
    public void Sample_ModelOfNaN_Ends()
    {
        var end = new ToyRun("sd1_eps").Sample("dpm_adaptive", 5, new OnePicture(float.NaN));
        Assert.True(float.IsNaN(end.Span[0]));
    }

    private static bool IsOde(string name) => !name.Contains("ancestral") && !name.Contains("sde") && !name.StartsWith("seeds")
        && !name.StartsWith("sa_solver") && name is not ("ddpm" or "lcm");

    private sealed class OnePicture(float value) : IDenoiser
    {
        public Tensor Denoise(Tensor x, float sigma)
        {
            var picture = x.ZerosLike();
            picture.Span.Fill(value);
            return picture;
        }

        public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma) => (Denoise(x, sigma), Denoise(x, sigma));
    }
}
