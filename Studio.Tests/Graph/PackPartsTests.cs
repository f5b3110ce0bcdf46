using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

public sealed class PackPartsTests
{
    [Fact]
    public void Parts_OfTheEngineWithOneName_StopTheStart()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => new PackParts<ITwin>("twin", twin => twin.Name, typeof(ITwin).Assembly, []));

        Assert.Equal("There are two of the kind twin that are called 'twin'.", error.Message);
    }

    private interface ITwin
    {
        string Name => "twin";
    }

    private sealed class First : ITwin;

    private sealed class Second : ITwin;
}
