using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Building;

/// <summary>A few rows of a large table: picked as the file has them, and then widened.</summary>
public sealed class TableRowsTests : IDisposable
{
    private const int Count = 40;
    private const int Width = 3;

    // numbers that every type holds
    private static readonly float[] Numbers = [.. Enumerable.Range(0, Count * Width).Select(i => ((i % 16) - 8) / 8f)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Half precision is not converted whatever is kept; 8 bits are kept where the policy keeps them, and else become half precision.
    /// </summary>
    [Theory]
    [InlineData("F32", "None", 4)]
    [InlineData("F16", "None", 2)]
    [InlineData("BF16", "None", 2)]
    [InlineData("BF16", "Half", 2)]
    [InlineData("F8_E4M3", "None", 2)]
    [InlineData("F8_E5M2", "Half", 2)]
    [InlineData("F8_E4M3", "HalfAndFloat8", 1)]
    [InlineData("F8_E5M2", "HalfAndFloat8", 1)]
    public void Rows_OfAnyType_AreTheTables(string type, string kept, int bytes)
    {
        var (rows, held) = Run(type, Enum.Parse<KeptTypes>(kept), [5, 0, 39, 5]);
        Assert.Equal([1, 4, Width], rows.Shape.ToArray());
        foreach (var (place, at) in new[] { 5, 0, 39, 5 }.Select((place, at) => (place, at)))
            Assert.Equal(Numbers.AsSpan(place * Width, Width).ToArray().Select(number => number * Factor(type)),
                rows.Span.Slice(at * Width, Width).ToArray());
        Assert.Equal(Count * Width * bytes, held);
    }

    [Theory]
    [InlineData("BF16")]
    [InlineData("F8_E4M3")]
    public void Rows_OutsideTheTable_AreAnError(string type) =>
        Assert.Throws<EngineException>(() => Run(type, KeptTypes.HalfAndFloat8, [Count]));

    /// <summary>Tables of 8 bits come with a factor.</summary>
    private static float Factor(string type) => type.StartsWith("F8", StringComparison.Ordinal) ? 0.5f : 1;

    private (Tensor Rows, long Bytes) Run(string type, KeptTypes kept, int[] places)
    {
        var path = Path.Combine(_folder.Path, $"{type}.safetensors");
        new SafetensorsWriter().Add("words.weight", type, Numbers, Count, Width)
            .Add("words.scale_weight", "F32", [Factor(type)]).Save(path);
        using var opened = TensorFile.Open(TensorFormats.Read(path));
        using var weights = new Weights(opened, "", kept, WeightEditors.None, CancellationToken.None);
        using var graph = new OrtGraph();
        var g = new OnnxGraph(graph, weights, new GraphOptions());
        g.Output("y", g.Rows("words.weight", Count, Width, g.Input("x", ElementType.Int64, -1, -1)));
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = MemoryPolicy.KeepHalf });
        return (session.Run([NamedInput.Of("x", places, 1, places.Length)], ["y"], CancellationToken.None)[0], weights.Bytes);
    }
}
