using System.Runtime.InteropServices;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Runtime.Operators;

/// <summary>Our convolution against the runtime's.</summary>
public sealed class Conv3x3Tests
{
    [Theory]
    [InlineData(1, 16, 16, 32, 32)]
    [InlineData(2, 20, 17, 33, 41)] // no multiple of anything
    [InlineData(1, 3, 1, 64, 4)] // one tile in a row, fewer filters than a panel
    [InlineData(2, 50, 30, 31, 95)]
    [InlineData(1, 16, 16, 320, 340)] // several strips
    [InlineData(3, 13, 5, 9, 6)] // too small: the runtime's own does it
    public void Run_AnySize_IsTheConvolution(int batch, int channels, int filters, int height, int width)
    {
        var x = SmallGraphs.WaveTensor(batch, channels, height, width);
        var (weight, bias) = (SmallGraphs.Wave(filters * channels * 9, 0.71f), SmallGraphs.Wave(filters, 1.3f));
        Compare.AssertRelativeError(Run("Conv", weight, bias, x), Run(Conv3x3.OperatorName, weight, bias, x), 1e-5);
    }

    [Fact]
    public void Run_OneOfABatch_IsBitForBitWhatItIsAlone()
    {
        var (weight, bias) = (SmallGraphs.Wave(24 * 24 * 9, 0.71f), SmallGraphs.Wave(24));
        var x = SmallGraphs.WaveTensor(3, 24, 40, 36);
        var together = Run(Conv3x3.OperatorName, weight, bias, x);
        for (var i = 0; i < 3; i++)
            Assert.Equal(Run(Conv3x3.OperatorName, weight, bias, x.Slice(i)).Span.ToArray(), together.Slice(i).Span.ToArray());
    }

    [Fact]
    public void Run_FiltersThatDoNotFit_SaysSo()
    {
        var failure = Assert.Throws<Studio.Engine.EngineException>(() =>
            Run(Conv3x3.OperatorName, SmallGraphs.Wave(4 * 4 * 9), SmallGraphs.Wave(4), SmallGraphs.WaveTensor(1, 5, 32, 32)));
        Assert.Contains("filters [4, 4, 3, 3] for [1, 5, 32, 32]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InASecondSession_GivesTheSameNumbers()
    {
        var (weight, bias, x) = (SmallGraphs.Wave(16 * 16 * 9), SmallGraphs.Wave(16), SmallGraphs.WaveTensor(1, 16, 32, 32));
        var first = Run(Conv3x3.OperatorName, weight, bias, x);
        GC.Collect();
        Assert.Equal(first.Span.ToArray(), Run(Conv3x3.OperatorName, weight, bias, x).Span.ToArray());
    }

    private static Tensor Run(string op, float[] weight, float[] bias, Tensor x)
    {
        var (filters, channels) = (bias.Length, weight.Length / 9 / bias.Length);
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, -1, -1, -1, -1);
        graph.Initializer("weight", ElementType.Float32, [filters, channels, 3, 3], MemoryMarshal.AsBytes<float>(weight).ToArray());
        graph.Initializer("bias", ElementType.Float32, [filters], MemoryMarshal.AsBytes<float>(bias).ToArray());
        if (op == Conv3x3.OperatorName)
            graph.Node(op, ["x", "weight", "bias"], ["y"], [], OwnOperators.Domain);
        else
            graph.Node(op, ["x", "weight", "bias"], ["y"], [OrtAttribute.Ints("pads", 1, 1, 1, 1)]);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SmallGraphs.Named("a convolution"));
        return session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];
    }
}
