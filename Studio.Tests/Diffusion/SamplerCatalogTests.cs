using Studio.Engine;
using Studio.Tests.Support;

namespace Studio.Tests.Diffusion;

public sealed class SamplerCatalogTests
{
    [Fact]
    public void Get_EveryName_GivesTheSamplerOfThatName() =>
        Assert.All(BuiltIn.Samplers.Names, name => Assert.Equal(name, BuiltIn.Samplers.Get(name).Name));

    [Theory]
    [InlineData("dpmpp_2n", "dpmpp_2m")]
    [InlineData("Euler a", "euler")]
    [InlineData("unipc", "uni_pc")]
    public void Get_UnknownName_ListsNearNames(string wrong, string near)
    {
        var error = Assert.Throws<EngineException>(() => BuiltIn.Samplers.Get(wrong));
        Assert.Equal(EngineError.BadPrompt, error.Kind);
        Assert.Contains($"'{wrong}'", error.Message);
        Assert.Contains(near, error.Message);
    }
}
