using Studio.Engine.Tensors;

namespace Studio.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Constructor_DataDoesNotFillShape_Throws()
    {
        var failure = Assert.Throws<ArgumentException>(() => new Tensor(new float[5], 2, 3));
        Assert.Contains("[2, 3]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slice_SharesMemoryWithItsOrigin()
    {
        var tensor = new Tensor(3, 2);
        tensor.Slice(1).Span.Fill(7);
        Assert.Equal([0, 0, 7, 7, 0, 0], tensor.Span.ToArray());
    }

    [Fact]
    public void Stack_JoinsAlongTheFirstAxis()
    {
        var joined = Tensor.Stack(new Tensor(new float[] { 1, 2 }, 1, 2), new Tensor(new float[] { 3, 4, 5, 6 }, 2, 2));
        Assert.Equal([3, 2], joined.Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], joined.Span.ToArray());
    }

    [Fact]
    public void Stack_OtherAxesDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() => Tensor.Stack(new Tensor(1, 2), new Tensor(1, 3)));
}
