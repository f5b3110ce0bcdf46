using Studio.Engine;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Runtime.Blocks;

/// <summary>Blocks as ggml's own code packed them, and at random, against what it unpacks from them.</summary>
public sealed class BlockFormatTests
{
    public static TheoryData<string> Formats => [.. BlockFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Unpack_PackedByGgml_GivesItsNumbers(string name)
    {
        var (format, blocks, expected) = Golden(name);
        var numbers = new float[expected.Length];
        format.Unpack(blocks, numbers);
        Assert.Equal(blocks.Length / format.Bytes * format.Numbers, numbers.Length);
        Assert.Equal(expected, numbers);
    }

    /// <summary>More rows than one part has.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Operator_OnRows_GivesTheSame(string name)
    {
        var (format, blocks, expected) = Golden(name);
        var rows = (1 << 17) / expected.Length;
        using var graph = new OrtGraph();
        graph.Input("zero", ElementType.Float32, 1);
        graph.Initializer("packed", ElementType.UInt8, format.PackedShape([rows, expected.Length]),
            Enumerable.Repeat(blocks, rows).SelectMany(row => row).ToArray());
        graph.Node(UnpackBlocks.NameFor(format), ["packed"], ["wide"], [], OwnOperators.Domain);
        graph.Node("Add", ["wide", "zero"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = MemoryPolicy.KeepHalf });
        var wide = session.Run([NamedInput.Of("zero", new Tensor(1))], ["y"], CancellationToken.None)[0];
        Assert.Equal([rows, expected.Length], wide.Shape.ToArray());
        Assert.Equal(expected, wide.Slice(rows - 1).Span.ToArray());
        Assert.Equal(expected, wide.Slice(0).Span.ToArray());
    }

    /// <summary>Some of a table's rows, in an order of their own.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Rows_OfATable_AreThoseAskedFor(string name)
    {
        var (format, blocks, expected) = Golden(name);
        var width = format.Numbers;
        var count = expected.Length / width;
        using var graph = new OrtGraph();
        graph.Input("places", ElementType.Int64, 1, -1);
        graph.Initializer("packed", ElementType.UInt8, format.PackedShape([count, width]), blocks);
        graph.Node(UnpackRows.NameFor(format), ["packed", "places"], ["y"], [], OwnOperators.Domain);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = MemoryPolicy.KeepHalf });
        var rows = session.Run([NamedInput.Of("places", [count - 1, 0], 1, 2)], ["y"], CancellationToken.None)[0];
        Assert.Equal([1, 2, width], rows.Shape.ToArray());
        Assert.Equal([.. expected[^width..], .. expected[..width]], rows.Span.ToArray());
        Assert.Throws<EngineException>(() => session.Run([NamedInput.Of("places", [count], 1, 1)], ["y"], CancellationToken.None));
    }

    private static (BlockFormat Format, byte[] Blocks, float[] Values) Golden(string name) =>
        (BlockFormats.Find(name)!, Npy.ReadBytes(GoldenFile(name + "_blocks.npy")),
            Npy.Read(GoldenFile(name + "_values.npy")).Span.ToArray());

    private static string GoldenFile(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "gguf", name);
}
