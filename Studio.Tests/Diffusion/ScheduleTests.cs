using FsCheck;
using FsCheck.Fluent;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Tests.Support;
using Xunit.Abstractions;

namespace Studio.Tests.Diffusion;

public sealed class ScheduleTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Cases() => [.. ComfyNumbers.First.GetProperty("schedules").EnumerateObject().Select(row => row.Name)];

    public static TheoryData<string> Names() => [.. BuiltIn.Schedules.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sigmas_ReferenceCase_GivesTheReferenceNumbers(string name)
    {
        var parts = name.Split('/');
        var sigmas = BuiltIn.Schedules.Get(parts[1]).Sigmas(ComfyNumbers.Table(parts[0]), int.Parse(parts[2]));
        ComfyNumbers.AssertClose(ComfyNumbers.Floats(ComfyNumbers.First.GetProperty("schedules").GetProperty(name)), sigmas, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sigmas_AnyNumberOfSteps_FallToZero(string name) => Prop.ForAll(ArbMap.Default.ArbFor<byte>(), number =>
    {
        var steps = number + 1;
        SigmaTable[] tables = [SigmaTable.StableDiffusion, SigmaTable.ZeroTerminalSnr, SigmaTable.Flow(3), SigmaTable.Flux(1.15),
            SigmaTable.Edm(0.002, 80)];
        return tables.All(table =>
        {
            var sigmas = BuiltIn.Schedules.Get(name).Sigmas(table, steps);
            return sigmas.Length >= 2 && sigmas[^1] == 0 && sigmas.All(float.IsFinite)
                && sigmas.Zip(sigmas[1..]).All(pair => pair.First > pair.Second);
        });
    }).Check(RandomTests.Draw(output));

    [Fact]
    public void Get_UnknownName_ListsTheKnownOnes()
    {
        var error = Assert.Throws<EngineException>(() => BuiltIn.Schedules.Get("cosine"));
        Assert.Equal(EngineError.BadPrompt, error.Kind);
        Assert.Contains("karras, kl_optimal", error.Message);
    }

    [Fact]
    public void Between_TheTablesEnds_IsTheNamedSchedule()
    {
        var table = SigmaTable.StableDiffusion;
        Assert.Equal(new KarrasSchedule().Sigmas(table, 12), KarrasSchedule.Between(12, table.SigmaMin, table.SigmaMax));
        Assert.Equal(new ExponentialSchedule().Sigmas(table, 12), ExponentialSchedule.Between(12, table.SigmaMin, table.SigmaMax, 1));
        Assert.Throws<EngineException>(() => KarrasSchedule.Between(12, 0, 14));
    }

    // Closed forms: I(x; 1, 1) = x, I(x; 2, 1) = x^2, a binomial sum, and two by numeric integration.
    [Theory]
    [InlineData(0.5, 0.6, 0.6, 0.5)]
    [InlineData(0.25, 1, 1, 0.25)]
    [InlineData(0.25, 2, 1, 0.0625)]
    [InlineData(0.3, 2, 3, 0.3483)]
    [InlineData(0.9, 5, 0.5, 0.31664292)]
    [InlineData(0.001, 0.6, 0.6, 0.01093792)]
    public void Cumulative_KnownValues_AreMet(double x, double a, double b, double expected) =>
        Assert.Equal(expected, BetaDistribution.Cumulative(x, a, b), 1e-8);

    [Fact]
    public void SdTurbo_OneStep_StartsAtTheLargestSigma()
    {
        var table = SigmaTable.StableDiffusion;
        ComfyNumbers.AssertClose([table[999], 0], SdTurboSchedule.Sigmas(table, 1, 1), Tolerance);
        ComfyNumbers.AssertClose([table[499], table[399], 0], SdTurboSchedule.Sigmas(table, 2, 0.5), Tolerance);
        Assert.Equal(6, SdTurboSchedule.Sigmas(table, 10, 0.5).Length);
    }

    [Fact]
    public void AlignYourSteps_TenSteps_AreThePublishedOnesAndOthersFall()
    {
        ComfyNumbers.AssertClose(
            [14.6146412293f, 6.4745760956f, 3.8636745985f, 2.6946151520f, 1.8841921177f, 1.3943805092f, 0.9642583904f, 0.6523686016f,
                0.3977456272f, 0.1515232662f, 0],
            AlignYourStepsSchedule.Sigmas("SD1", 10, 1), Tolerance);
        var sigmas = AlignYourStepsSchedule.Sigmas("SDXL", 25, 0.4);
        Assert.Equal(11, sigmas.Length);
        Assert.All(sigmas.Zip(sigmas[1..]), pair => Assert.True(pair.First > pair.Second));
        Assert.Empty(AlignYourStepsSchedule.Sigmas("SD1", 10, 0));
    }
}
