using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

public sealed class NodeCatalogTests
{
    private static readonly IServiceProvider Services = new ServiceCollection().BuildServiceProvider();

    [Theory]
    [InlineData(typeof(StubImage), typeof(StubImage), "already called StubImage")]
    [InlineData(typeof(WithoutContract), null, "must implement INode")]
    [InlineData(typeof(WithUnknownType), null, "Uri, which cannot travel")]
    [InlineData(typeof(WithoutSetter), null, "needs a public init accessor")]
    [InlineData(typeof(WithTwins), null, "two inputs are called a")]
    [InlineData(typeof(WithHalfLists), null, "either all of its inputs are lists or none")]
    [InlineData(typeof(WithUnknownChoices), null, "ManyChoices is not registered")]
    [InlineData(typeof(string), null, "needs a [Node] attribute")]
    public void Catalog_MalformedNode_StopsStartUpInWords(Type first, Type? second, string message)
    {
        Type[] types = second is null ? [first] : [first, second];

        var exception = Assert.Throws<InvalidOperationException>(() => new NodeCatalog(types, Services));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_Declarations_BecomeInputsAndOutputs()
    {
        var schema = new NodeCatalog([typeof(ObsListOut)], Services).Find("ObsListOut")!;

        Assert.Equal(["a INT True 0", "s STRING True x", "b BOOLEAN True false", "f FLOAT True 0.5", "c COMBO False x"],
            schema.Inputs.Select(input => $"{input.Name} {input.Type} {input.IsRequired} {input.Default}"));
        Assert.Empty(schema.Outputs);
        Assert.True(schema.IsOutput);
        var shown = new NodeCatalog([typeof(PreviewImage)], Services).Find("PreviewImage")!;
        Assert.Equal([new OutputSchema("images", "IMAGE", IsList: false)], shown.Outputs);
        Assert.Null(shown.Inputs[0].Default);
    }

    [Node("A", Category = "test")]
    internal sealed class WithoutContract : INode;

    [Node("A", Category = "test")]
    internal sealed class WithUnknownType : INode<int>
    {
        [Input]
        public required Uri Where { get; init; }

        public int Run(NodeContext context) => 0;
    }

    [Node("A", Category = "test")]
    internal sealed class WithoutSetter : INode<int>
    {
        [Input]
        public int A { get; } = 1;

        public int Run(NodeContext context) => 0;
    }

    [Node("A", Category = "test")]
    internal sealed class WithTwins : INode<int>
    {
        [Input]
        public int A { get; init; }

        [Input(Name = "a")]
        public int B { get; init; }

        public int Run(NodeContext context) => 0;
    }

    [Node("A", Category = "test")]
    internal sealed class WithHalfLists : INode<int>
    {
        [Input]
        public int A { get; init; }

        [Input]
        public IReadOnlyList<int> B { get; init; } = [];

        public int Run(NodeContext context) => 0;
    }

    [Node("A", Category = "test")]
    internal sealed class WithUnknownChoices : INode<int>
    {
        [Input(ChoicesFrom = typeof(ManyChoices))]
        public required string A { get; init; }

        public int Run(NodeContext context) => 0;
    }
}
