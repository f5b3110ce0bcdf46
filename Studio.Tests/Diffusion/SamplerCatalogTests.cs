using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

public sealed class SamplerCatalogTests
{
    [Fact]
    public void Get_EveryName_GivesTheSamplerOfThatName() =>
        Assert.All(SamplerCatalog.Default.Names, name => Assert.Equal(name, SamplerCatalog.Default.Get(name).Name));

    [Theory]
    [InlineData("dpmpp_2n", "dpmpp_2m")]
    [InlineData("Euler a", "euler")]
    [InlineData("unipc", "uni_pc")]
    public void Get_UnknownName_ListsNearNames(string wrong, string near)
    {
        var error = Assert.Throws<EngineException>(() => SamplerCatalog.Default.Get(wrong));
        Assert.Equal(EngineError.BadPrompt, error.Kind);
        Assert.Contains($"'{wrong}'", error.Message);
        Assert.Contains(near, error.Message);
    }

    [Fact]
    public void Of_TwoSamplersOfOneName_StopsStartUp()
    {
        var error = Assert.Throws<InvalidOperationException>(() => SamplerCatalog.Of(new Idle("idle"), new Idle("idle")));
        Assert.Contains("idle", error.Message);
    }

    private sealed class Idle(string name) : Sampler(name)
    {
        protected override Tensor Run(SamplerRun run, Tensor x) => x;
    }
}
