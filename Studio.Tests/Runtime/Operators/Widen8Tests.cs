using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Runtime.Operators;

public sealed class Widen8Tests
{
    /// <summary>More than one part, and every code in it.</summary>
    [Theory]
    [InlineData(ElementType.Float8E4M3)]
    [InlineData(ElementType.Float8E5M2)]
    public void Run_EveryCode_IsWhatTheRuntimesCastGives(ElementType type)
    {
        var codes = Enumerable.Range(0, 3 * 70_001).Select(i => (byte)i).ToArray();
        Assert.Equal(Run(type, codes, isOurs: false), Run(type, codes, isOurs: true));
    }

    private static int[] Run(ElementType type, byte[] codes, bool isOurs)
    {
        using var graph = new OrtGraph();
        graph.Input("zero", ElementType.Float32, 1);
        graph.Initializer("codes", type, [3, codes.Length / 3], codes);
        if (isOurs)
            graph.Node(Widen8.NameFor(type), ["codes"], ["wide"], [], OwnOperators.Domain);
        else
            graph.Node("Cast", ["codes"], ["wide"], [OrtAttribute.Int("to", (long)ElementType.Float32)]);
        graph.Node("Add", ["wide", "zero"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = MemoryPolicy.KeepHalf });
        var wide = session.Run([NamedInput.Of("zero", new Tensor(1))], ["y"], CancellationToken.None)[0];
        Assert.Equal([3, codes.Length / 3], wide.Shape.ToArray());
        // one kind of NaN, and zeros of both signs as one
        return [.. wide.Span.ToArray().Select(number => float.IsNaN(number) ? int.MaxValue : BitConverter.SingleToInt32Bits(number + 0f))];
    }
}
