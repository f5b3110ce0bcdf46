using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Support;
using Studio.Web;

namespace Studio.Tests.Nodes.Packs;

public sealed class NodePackSwitchTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void NodesIn_WithoutAPack_LackItsClassesOnly()
    {
        var all = NodeCatalog.NodesIn(typeof(EngineServices).Assembly).ToList();
        var some = NodeCatalog.NodesIn(typeof(EngineServices).Assembly, ["rgthree-comfy"]).ToList();

        var left = new NodeCatalog(some, fixture.Services);
        Assert.Null(left.Find("Seed (rgthree)"));
        Assert.NotNull(left.Find("ImageResize+"));
        Assert.NotNull(left.Find("KSampler"));
        Assert.Equal(all.Count - some.Count, fixture.Engine.Nodes.All.Count(schema => schema.Pack == "rgthree-comfy"));
    }

    [Fact]
    public void NodePacksOff_UnknownName_IsAMistakeThatNamesTheKnown()
    {
        Assert.Null(EngineWiring.UnknownPacks(new StudioOptions { NodePacksOff = ["rgthree-comfy"] }));

        var problem = EngineWiring.UnknownPacks(new StudioOptions { NodePacksOff = ["rgtree"] });
        Assert.Contains("rgtree", problem, StringComparison.Ordinal);
        Assert.Contains("rgthree-comfy", problem, StringComparison.Ordinal);
    }
}
