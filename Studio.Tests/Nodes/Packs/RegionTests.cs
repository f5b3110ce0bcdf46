using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Nodes.Packs;

/// <summary>ETN_AttentionMask on the demo model: what regions must come to when they leave no choice.</summary>
public sealed class RegionTests(EngineFixture studio) : IClassFixture<EngineFixture>
{
    private const string Other = "a green forest";

    [Fact]
    public async Task Regions_OfOneText_AreThatText() =>
        AssertNear(await new DemoPrompt().PictureAsync(studio), await Regions("2", "2", covered: 0.5).PictureAsync(studio));

    [Fact]
    public async Task Region_OverAll_IsItsTextWhateverTheGuiderSays()
    {
        var other = await new DemoPrompt().Set("2", "text", Other).PictureAsync(studio);
        AssertNear(other, await Regions("2", "20", covered: 1).PictureAsync(studio));
        AssertNear(await new DemoPrompt().PictureAsync(studio), await Regions("2", "20", covered: 0).PictureAsync(studio));
    }

    [Fact]
    public async Task Regions_OfTwoTexts_AreNeitherOne()
    {
        var mixed = await Regions("2", "20", covered: 0.5).PictureAsync(studio);
        Assert.NotEqual(await new DemoPrompt().PictureAsync(studio), mixed);
        Assert.NotEqual(await new DemoPrompt().Set("2", "text", Other).PictureAsync(studio), mixed);
    }

    [Fact]
    public async Task Regions_Fewer_ThanTwo_AreRefused()
    {
        var result = await studio.RunAsync(Regions("2", "20", 1).Remove("24").Set("25", "regions", Link("23", 0)).Json);
        Assert.Contains("at least two", result.Failure!.Message, StringComparison.Ordinal);
    }

    /// <summary>Another text behind a picture of which that much is covered by the second region.</summary>
    private static DemoPrompt Regions(string background, string region, double covered) => new DemoPrompt()
        .Add("20", "CLIPTextEncode", ("text", Other), ("clip", Link("1", 1)))
        .Add("21", "SolidMask", ("value", 1.0), ("width", 64), ("height", 64))
        .Add("22", "MaskComposite", ("destination", Link("26", 0)), ("source", Link("21", 0)), ("x", 0), ("y", (int)(64 * (1 - covered))),
            ("operation", "add"))
        .Add("26", "SolidMask", ("value", 0.0), ("width", 64), ("height", 64))
        .Add("23", "ETN_BackgroundRegion", ("conditioning", Link(background, 0)))
        .Add("24", "ETN_DefineRegion", ("mask", Link("22", 0)), ("conditioning", Link(region, 0)), ("regions", Link("23", 0)))
        .Add("25", "ETN_AttentionMask", ("model", Link("1", 0)), ("regions", Link("24", 0)))
        .Model("25");

    private static void AssertNear(byte[] expected, byte[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2));
}
