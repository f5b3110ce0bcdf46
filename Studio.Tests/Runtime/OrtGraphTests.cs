using Microsoft.Extensions.Logging;
using Studio.Engine;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Runtime;

public class OrtGraphTests
{
    [Fact]
    public void CreateSession_UnknownOperator_NamesItAndTheModel()
    {
        var failure = Fails(graph => graph.Node("Frobnicate", ["x"], ["y"], []));

        Assert.Contains("the UNet of test", failure.Message);
        Assert.Contains("Frobnicate", failure.Message);
    }

    [Fact]
    public void CreateSession_DanglingInput_NamesIt()
    {
        var failure = Fails(graph => graph.Node("Add", ["x", "nobody_makes_this"], ["y"], []));

        Assert.Contains("nobody_makes_this", failure.Message);
    }

    [Fact]
    public void CreateSession_ShapesThatDoNotFit_NamesTheNode()
    {
        var failure = Fails(graph =>
        {
            graph.Initializer("w", ElementType.Float32, [5, 2], SmallGraphs.Bytes(SmallGraphs.Wave(10)));
            graph.Node("MatMul", ["x", "w"], ["y"], []);
        });

        Assert.Contains("y", failure.Message);
        Assert.Contains("MatMul", failure.Message);
    }

    [Fact]
    public void CreateSession_Twice_IsRefused()
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 1, 3);
        graph.Node("Relu", ["x"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default);

        Assert.Throws<ObjectDisposedException>(() => graph.CreateSession(SessionSettings.Default));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void Initializer_WrongLength_SaysWhatItTakes(int floats)
    {
        using var graph = new OrtGraph();

        var failure = Assert.Throws<ArgumentException>(() =>
            graph.Initializer("conv.weight", ElementType.Float32, [4, 4], SmallGraphs.Bytes(SmallGraphs.Wave(floats))));

        Assert.Contains("conv.weight", failure.Message);
        Assert.Contains("takes 64", failure.Message);
    }

    [Fact]
    public void Initializer_LargeUnderLowMemory_IsUsedWhereItLies()
    {
        var weight = SmallGraphs.Bytes(SmallGraphs.Wave(64));
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, -1, 8);
        graph.Initializer("w", ElementType.Float32, [8, 8], weight);
        graph.Node("MatMul", ["x", "w"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = MemoryPolicy.Low });
        var x = NamedInput.Of("x", SmallGraphs.WaveTensor(2, 8));
        Assert.Contains(session.Run([x], ["y"], CancellationToken.None)[0].Span.ToArray(), value => value != 0);

        // only a test may do this: it shows that there is no copy
        Array.Clear(weight);

        Assert.All(session.Run([x], ["y"], CancellationToken.None)[0].Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(MemoryPolicy.Speed)]
    [InlineData(MemoryPolicy.Balanced)]
    [InlineData(MemoryPolicy.Low)]
    [InlineData(MemoryPolicy.KeepHalf)]
    public void CreateSession_EveryMemoryPolicy_ComputesTheSame(MemoryPolicy memory)
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, -1, 16);
        var weight = new Tensor(SmallGraphs.Wave(256), 16, 16);
        graph.Initializer("half", ElementType.Float16, [16, 16], ElementConversion.FromFloats(weight.Span, ElementType.Float16));
        graph.Node("Cast", ["half"], ["w"], [OrtAttribute.Int("to", (long)ElementType.Float32)]);
        graph.Node("Gemm", ["x", "w"], ["y"], [OrtAttribute.Int("transB", 1), OrtAttribute.Float("alpha", 0.5f)]);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default with { Memory = memory, Threads = 1 });
        var x = SmallGraphs.WaveTensor(3, 16);

        var y = session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];

        var expected = new Tensor(3, 16);
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 16; column++)
                for (var i = 0; i < 16; i++)
                    expected.Span[row * 16 + column] += 0.5f * x.Span[row * 16 + i] * weight.Span[column * 16 + i];
        SmallGraphs.AssertClose(expected, y, 5e-3f);
    }

    [Fact]
    public void CreateSession_WithProfileFolder_WritesTheKernelsOfItsRunsWhenItGoes()
    {
        using var folder = new TemporaryFolder();
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 4);
        graph.Node("Sqrt", ["x"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        using (var session = graph.CreateSession(SessionSettings.Default with { Name = "the root of a/b", ProfileFolder = folder.Path }))
            session.Run([NamedInput.Of("x", SmallGraphs.WaveTensor(4))], ["y"], CancellationToken.None);

        var profile = Assert.Single(Directory.GetFiles(folder.Path));

        Assert.StartsWith("the root of a-b_", Path.GetFileName(profile), StringComparison.Ordinal);
        Assert.Contains("y_kernel_time", File.ReadAllText(profile), StringComparison.Ordinal);
    }

    [Fact]
    public void Node_EveryKindOfAttribute_ReachesTheOperator()
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 1, 1, 2, 2);
        graph.Initializer("scales", ElementType.Float32, [4], SmallGraphs.Bytes(1, 1, 2, 2));
        graph.Node("Resize", ["x", "", "scales"], ["up"],
            [OrtAttribute.String("mode", "nearest"), OrtAttribute.String("coordinate_transformation_mode", "asymmetric")]);
        graph.Node("Constant", [], ["ten"], [OrtAttribute.Floats("value_floats", 10)]);
        graph.Node("Add", ["up", "ten"], ["sum"], []);
        graph.Node("LeakyRelu", ["sum"], ["leaky"], [OrtAttribute.Float("alpha", 0.5f)]);
        graph.Node("Transpose", ["leaky"], ["turned"], [OrtAttribute.Ints("perm", 0, 1, 3, 2)]);
        graph.Node("Flatten", ["turned"], ["y"], [OrtAttribute.Int("axis", 2)]);
        graph.Output("y", ElementType.Float32);
        using var session = graph.CreateSession(SessionSettings.Default);

        var y = session.Run([NamedInput.Of("x", new Tensor(new float[] { 1, 2, -13, -14 }, 1, 1, 2, 2))], ["y"], CancellationToken.None)[0];

        Assert.Equal([1, 16], y.Shape.ToArray());
        Assert.Equal([11f, 11, -1.5f, -1.5f, 11, 11, -1.5f, -1.5f, 12, 12, -2, -2, 12, 12, -2, -2], y.Span.ToArray());
    }

    [Fact]
    public void CreateSession_WithLogger_WarningsGoThere()
    {
        var logger = new ListLogger();
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 2);
        graph.Initializer("never_used", ElementType.Float32, [1], SmallGraphs.Bytes(1));
        graph.Node("Relu", ["x"], ["y"], []);
        graph.Output("y", ElementType.Float32);

        using var session = graph.CreateSession(SessionSettings.Default with { Logger = logger });

        Assert.Contains(logger.Lines, line => line.Contains("never_used"));
    }

    [Fact]
    public void CreateSession_OutputThatNobodyMakes_NamesItAndLetsKeepAliveGo()
    {
        var kept = new Tracked();
        using var graph = new OrtGraph();
        graph.Output("y", ElementType.Float32);

        var failure = Assert.Throws<EngineException>(() => graph.CreateSession(SessionSettings.Default, kept));

        Assert.Contains("no node makes the output 'y'", failure.Message);
        Assert.True(kept.IsDisposed);
    }

    [Fact]
    public void Dispose_OfSession_LetsKeepAliveGo()
    {
        var kept = new Tracked();
        var bytes = SmallGraphs.Bytes(SmallGraphs.Wave(SmallGraphs.Channels * SmallGraphs.Channels * 9));
        var session = SmallGraphs.ConvSilu(bytes, SmallGraphs.Bytes(SmallGraphs.Wave(SmallGraphs.Channels)), kept);
        Assert.False(kept.IsDisposed);

        session.Dispose();

        Assert.True(kept.IsDisposed);
    }

    private static EngineException Fails(Action<OrtGraph> describe)
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 1, 3);
        return Assert.Throws<EngineException>(() =>
        {
            describe(graph);
            graph.Output("y", ElementType.Float32);
            graph.CreateSession(SmallGraphs.Named("the UNet of test")).Dispose();
        });
    }

    private sealed class Tracked : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failure, Func<TState, Exception?, string> format)
        {
            lock (Lines)
                Lines.Add(format(state, failure));
        }
    }
}
