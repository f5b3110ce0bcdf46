using System.IO.Compression;
using Studio.Engine.Models;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Building;

/// <summary>A linear layer whose weight has 8 bits and a factor, by what ComfyUI makes of it.</summary>
public sealed class Float8WeightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("None", 48 * 64 * 4)]
    [InlineData("HalfAndFloat8", 48 * 64)]
    public void Linear_ScaledFloat8_GivesTheGoldenNumbers(string kept, long weightBytes)
    {
        var (result, bytes) = Run(Enum.Parse<KeptTypes>(kept));
        Compare.AssertMaximumError(Golden("out"), result, 1e-6);
        Assert.InRange(bytes, weightBytes, weightBytes + (48 * 4));
    }

    [Fact]
    public void Linear_ScaledFloat8Kept_GivesTheVeryNumbersOfWidenedWeights() =>
        Assert.Equal(Run(KeptTypes.None).Result.Span.ToArray(), Run(KeptTypes.HalfAndFloat8).Result.Span.ToArray());

    private (Tensor Result, long Bytes) Run(KeptTypes kept)
    {
        var path = Path.Combine(_folder.Path, "scaled.safetensors");
        using (var packed = new GZipStream(File.OpenRead(GoldenFile("model.safetensors.gz")), CompressionMode.Decompress))
        using (var file = File.Create(path))
            packed.CopyTo(file);
        using var opened = TensorFile.Open(TensorFormats.Read(path));
        using var weights = new Weights(opened, "", kept, WeightEditors.None, CancellationToken.None);
        using var graph = new OrtGraph();
        var g = new OnnxGraph(graph, weights, new GraphOptions());
        g.Output("y", g.Linear(g.Input("x", ElementType.Float32, -1, 64), "layer", 64, 48));
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = MemoryPolicy.KeepHalf });
        return (session.Run([NamedInput.Of("x", Golden("x"))], ["y"], CancellationToken.None)[0], weights.Bytes);
    }

    private static Tensor Golden(string name) => Npy.Read(GoldenFile(name + ".npy"));

    private static string GoldenFile(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "fp8", name);
}
