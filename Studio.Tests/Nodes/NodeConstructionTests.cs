using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Graph;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

public sealed class NodeConstructionTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void EveryNode_FromTheServices_CanBeMade()
    {
        foreach (var schema in fixture.Engine.Nodes.All)
            Assert.NotNull(ActivatorUtilities.CreateInstance(fixture.Services, schema.NodeType));
    }

    [Fact]
    public void EveryChoice_StartsWithSomethingAllowed()
    {
        var wrong = from schema in fixture.Engine.Nodes.All
                    from input in schema.Inputs
                    where input is { Type: WireTypes.Combo, Default: not null } && !input.AcceptsChoice((string)input.Default!)
                    select $"{schema.Name}.{input.Name}";

        Assert.Empty(wrong);
    }
}
