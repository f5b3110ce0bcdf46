using FsCheck;
using FsCheck.Fluent;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Tests.Support;
using Xunit.Abstractions;

namespace Studio.Tests.Diffusion;

public sealed class SigmaTableTests(ITestOutputHelper output)
{
    public static TheoryData<string> Models() =>
        [.. ComfyNumbers.First.GetProperty("model_sigmas").EnumerateObject().Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Table_ReferenceModel_HasTheReferenceSigmas(string model)
    {
        var golden = ComfyNumbers.First.GetProperty("model_sigmas").GetProperty(model);
        var table = ComfyNumbers.Table(model);
        Assert.Equal(golden.GetProperty("n").GetInt32(), table.Count);
        float[] expected = [.. new[] { "min", "max", "s1", "s500" }.Select(name => golden.GetProperty(name).GetSingle())];
        ComfyNumbers.AssertClose(expected, [table.SigmaMin, table.SigmaMax, table[1], table[500]], 2e-6);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Table_AnyModel_RisesAndStaysFinite(string model)
    {
        var sigmas = ComfyNumbers.Table(model).Sigmas.ToArray();
        Assert.All(sigmas.Zip(sigmas[1..]), pair => Assert.True(pair.First < pair.Second));
        Assert.All(sigmas, sigma => Assert.True(sigma > 0 && float.IsFinite(sigma)));
    }

    [Fact]
    public void Timestep_OfEveryEntry_IsItsIndex()
    {
        foreach (var table in new[] { SigmaTable.StableDiffusion, SigmaTable.ZeroTerminalSnr })
            Assert.Equal(Enumerable.Range(0, table.Count).Select(i => (float)i), table.Sigmas.ToArray().Select(table.Timestep));
    }

    [Theory]
    [InlineData(0.001f, 0)]
    [InlineData(1000, 999)]
    [InlineData(0.0347f, 0)]
    [InlineData(0.0348f, 1)]
    public void Timestep_BetweenEntries_IsTheNearestInLogSigma(float sigma, float expected) =>
        Assert.Equal(expected, SigmaTable.StableDiffusion.Timestep(sigma));

    [Fact]
    public void Sigma_OfAnyTimestep_LiesBetweenItsNeighboursAndComesBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<uint>(), number =>
        {
            var table = SigmaTable.StableDiffusion;
            var timestep = number % 999_000 / 1000f;
            var sigma = table.Sigma(timestep);
            var low = (int)timestep;
            return sigma >= table[low] * 0.999999f && sigma <= table[low + 1] * 1.000001f
                && Math.Abs(table.Timestep(sigma) - timestep) <= 0.5001f;
        }).Check(RandomTests.Draw(output));

    [Fact]
    public void PercentToSigma_FromNoiseToPicture_Falls()
    {
        foreach (var table in new[] { SigmaTable.StableDiffusion, SigmaTable.Flow(3), SigmaTable.Flux(1.15), SigmaTable.Edm(0.002, 120) })
        {
            var sigmas = Enumerable.Range(0, 101).Select(percent => table.PercentToSigma(percent / 100f)).ToArray();
            Assert.All(sigmas.Zip(sigmas[1..]), pair => Assert.True(pair.First > pair.Second));
            Assert.True(sigmas[0] >= table.SigmaMax);
            Assert.Equal(0, sigmas[^1]);
        }
    }

    [Fact]
    public void Edm_OfATimestep_ComesBack()
    {
        var table = SigmaTable.Edm(0.002, 120);
        ComfyNumbers.AssertClose(table.Sigmas, [.. table.Sigmas.ToArray().Select(sigma => table.Sigma(table.Timestep(sigma)))], 1e-4);
        Assert.Throws<EngineException>(() => SigmaTable.Edm(2, 1));
    }

    [Theory]
    [InlineData(14.614641f, true)]
    [InlineData(14.6146f, true)]
    [InlineData(20, true)]
    [InlineData(14.6f, false)]
    public void IsMaxDenoise_NearTheLargestSigma_IsTrue(float sigma, bool expected) =>
        Assert.Equal(expected, SigmaTable.StableDiffusion.IsMaxDenoise(sigma));
}
