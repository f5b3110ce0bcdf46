using Studio.Engine.Models;
using Studio.Engine.Models.Patching;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>FreeU as graph layers against the same done with a Fourier transform.</summary>
public sealed class FreeULayersTests : IDisposable
{
    private const int Channels = 8;
    private const int SkipChannels = 6;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names =>
        [.. PatchGoldens.All.Select(pair => pair.Key).Where(name => name.StartsWith("freeu", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AtItsLevel_EqualsTheTransform(string name)
    {
        var golden = PatchGoldens.All[name]!;
        var freeU = new FreeU(9, (float)golden["backbone"]!, 9, (float)golden["scale"]!, (int)golden["version"]! == 2);

        var (x, skip) = Run(freeU, PatchGoldens.Tensor(golden["x"]), PatchGoldens.Tensor(golden["skip"]), modelChannels: Channels / 2);

        Compare.AssertMaximumError(PatchGoldens.Tensor(golden["expected_x"]), x, 1e-5);
        Compare.AssertMaximumError(PatchGoldens.Tensor(golden["expected_skip"]), skip, 1e-5);
    }

    [Fact]
    public void Apply_AtAnotherLevel_DoesNothing()
    {
        var (x, skip) = (TinyModelTests.Waves(1, Channels, 4, 4), TinyModelTests.Waves(1, SkipChannels, 4, 4));
        var (sameX, sameSkip) = Run(new FreeU(2, 2, 2, 2, IsVersion2: false), x, skip, modelChannels: Channels);
        Assert.Equal(x.Span.ToArray(), sameX.Span.ToArray());
        Assert.Equal(skip.Span.ToArray(), sameSkip.Span.ToArray());
        Assert.Equal((2f, 3f), new FreeU(2, 4, 3, 5, IsVersion2: false).At(32, 8));
        Assert.Equal((4f, 5f), new FreeU(2, 4, 3, 5, IsVersion2: false).At(16, 8));
    }

    private (Tensor X, Tensor Skip) Run(FreeU freeU, Tensor x, Tensor skip, int modelChannels)
    {
        var path = Path.Combine(_folder.Path, "empty.safetensors");
        new SafetensorsWriter().Add("x", "F32", [0], 1).Save(path);
        using var file = TensorFile.Open(path);
        using var weights = new Weights(file, "", KeptTypes.None, WeightEditors.None, CancellationToken.None);
        using var graph = new OrtGraph();
        var g = new OnnxGraph(graph, weights, new GraphOptions());
        var (newX, newSkip) = freeU.Apply(g, g.Input("x", ElementType.Float32, -1, Channels, -1, -1),
            g.Input("skip", ElementType.Float32, -1, SkipChannels, -1, -1), Channels, modelChannels);
        g.Output("new_x", newX);
        g.Output("new_skip", newSkip);
        using var session = graph.CreateSession(SessionSettings.Default);
        var results = session.Run([NamedInput.Of("x", x), NamedInput.Of("skip", skip)], ["new_x", "new_skip"], CancellationToken.None);
        return (results[0], results[1]);
    }
}
