using Studio.Engine.Nodes;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class ValueNodeTests
{
    [Fact]
    public void Primitives_Values_GoThrough()
    {
        Assert.Equal("a", new PrimitiveString { Value = "a" }.Run(Context()));
        Assert.Equal(long.MaxValue, new PrimitiveInt { Value = long.MaxValue }.Run(Context()));
        Assert.Equal(0.1, new PrimitiveFloat { Value = 0.1 }.Run(Context()));
        Assert.True(new PrimitiveBoolean { Value = true }.Run(Context()));
        Assert.Equal("a, b", new StringConcatenate { StringA = "a", StringB = "b", Delimiter = ", " }.Run(Context()));
    }

    [Theory]
    [InlineData("text", "text")]
    [InlineData(true, "True")]
    [InlineData(1.0, "1.0")]
    [InlineData(5, "5")]
    public void PreviewAny_Values_PrintLikePython(object value, string text)
    {
        var shown = new PreviewAny { Source = value }.Run(Context());

        Assert.Equal(text, shown.Text);
        Assert.Equal(text, (string?)shown.Ui["text"]![0]);
    }
}
