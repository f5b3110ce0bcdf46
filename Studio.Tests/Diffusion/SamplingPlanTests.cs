using System.Globalization;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Tests.Support;

namespace Studio.Tests.Diffusion;

public sealed class SamplingPlanTests
{
    public static TheoryData<string> Cases() =>
        [.. ComfyNumbers.First.GetProperty("ksampler_sigmas").EnumerateObject().Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sigmas_ReferenceCase_GivesTheReferenceNumbers(string name)
    {
        var parts = name.Split('/');
        var plan = new SamplingPlan(BuiltIn.Schedules.Get(parts[2]), int.Parse(parts[3]))
        {
            Sampler = BuiltIn.Samplers.Get(parts[1]),
            Denoise = double.Parse(parts[4], CultureInfo.InvariantCulture),
        };
        ComfyNumbers.AssertClose(
            ComfyNumbers.Floats(ComfyNumbers.First.GetProperty("ksampler_sigmas").GetProperty(name)),
            plan.Sigmas(ComfyNumbers.Table(parts[0])), 1e-5);
    }

    [Fact]
    public void Sigmas_StartAndEnd_CutBothSides()
    {
        var whole = Plan().Sigmas(SigmaTable.StableDiffusion);
        Assert.Equal(whole[3..8], (Plan() with { StartAtStep = 3, EndAtStep = 7, LeaveNoise = true }).Sigmas(SigmaTable.StableDiffusion));
        Assert.Equal((float[])[.. whole[3..7], 0], (Plan() with { StartAtStep = 3, EndAtStep = 7 }).Sigmas(SigmaTable.StableDiffusion));
        Assert.Equal(whole, (Plan() with { EndAtStep = 10_000 }).Sigmas(SigmaTable.StableDiffusion));
    }

    [Theory]
    [InlineData(20, int.MaxValue, 1.0)]
    [InlineData(500, int.MaxValue, 1.0)]
    [InlineData(7, 7, 1.0)]
    [InlineData(0, 0, 1.0)]
    [InlineData(0, int.MaxValue, 0.0)]
    [InlineData(0, int.MaxValue, -1.0)]
    public void Sigmas_NothingToSample_IsEmpty(int start, int end, double denoise) =>
        Assert.Empty((Plan() with { StartAtStep = start, EndAtStep = end, Denoise = denoise }).Sigmas(SigmaTable.StableDiffusion));

    [Fact]
    public void Sigmas_DenoiseNearOne_IsTheWholeSchedule() =>
        Assert.Equal(Plan().Sigmas(SigmaTable.StableDiffusion), (Plan() with { Denoise = 0.99995 }).Sigmas(SigmaTable.StableDiffusion));

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(20, 1e-9)]
    public void Sigmas_AbsurdRequest_SaysSo(int steps, double denoise) =>
        Assert.Equal(EngineError.BadPrompt, Assert.Throws<EngineException>(
            () => (Plan() with { Steps = steps, Denoise = denoise }).Sigmas(SigmaTable.StableDiffusion)).Kind);

    private static SamplingPlan Plan() => new(new NormalSchedule(), 20) { Sampler = BuiltIn.Samplers.Get("euler") };
}
