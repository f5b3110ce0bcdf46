using Studio.Engine;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Runtime;

public class OrtSessionTests
{
    private static readonly float[] Weight = SmallGraphs.Wave(SmallGraphs.Channels * SmallGraphs.Channels * 9);
    private static readonly float[] Bias = SmallGraphs.Wave(SmallGraphs.Channels, 1.3f);

    [Fact]
    public void Run_ConvSiluAtTwoShapes_EqualsReference()
    {
        using var session = SmallGraphs.ConvSilu(SmallGraphs.Bytes(Weight), SmallGraphs.Bytes(Bias));
        foreach (var shape in new int[][] { [1, SmallGraphs.Channels, 5, 7], [2, SmallGraphs.Channels, 8, 3] })
        {
            var x = SmallGraphs.WaveTensor(shape);
            var y = session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];
            SmallGraphs.AssertClose(SmallGraphs.ConvSiluReference(x, Weight, Bias), y, 1e-5f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Run_MisalignedExternalWeights_EqualsReference(int offset)
    {
        var bytes = new byte[offset + Weight.Length * sizeof(float)];
        SmallGraphs.Bytes(Weight).CopyTo(bytes, offset);
        using var session = SmallGraphs.ConvSilu(bytes.AsMemory(offset), SmallGraphs.Bytes(Bias));
        var x = SmallGraphs.WaveTensor(1, SmallGraphs.Channels, 6, 6);

        var y = session.Run([NamedInput.Of("x", x)], [], CancellationToken.None)[0];

        SmallGraphs.AssertClose(SmallGraphs.ConvSiluReference(x, Weight, Bias), y, 1e-5f);
    }

    [Fact]
    public void Inputs_OfGraph_AreDescribed()
    {
        using var session = SmallGraphs.ConvSilu(SmallGraphs.Bytes(Weight), SmallGraphs.Bytes(Bias));

        var input = Assert.Single(session.Inputs);
        Assert.Equal("x", input.Name);
        Assert.Equal(ElementType.Float32, input.Type);
        Assert.Equal([-1L, SmallGraphs.Channels, -1, -1], input.Dims);
        Assert.Equal("y", Assert.Single(session.Outputs).Name);
    }

    [Theory]
    [InlineData(ElementType.Float16, 1e-3f)]
    [InlineData(ElementType.BFloat16, 1e-2f)]
    [InlineData(ElementType.Float64, 1e-6f)]
    [InlineData(ElementType.Float32, 1e-6f)]
    public void Run_OtherFloatType_ConvertsBothWays(ElementType type, float tolerance)
    {
        using var graph = new OrtGraph();
        graph.Input("x", type, -1);
        graph.Node("Cast", ["x"], ["wide"], [OrtAttribute.Int("to", (long)ElementType.Float32)]);
        graph.Node("Add", ["wide", "wide"], ["sum"], []);
        graph.Node("Cast", ["sum"], ["y"], [OrtAttribute.Int("to", (long)type)]);
        graph.Output("y", type);
        using var session = graph.CreateSession(SmallGraphs.Named("doubling"));
        var x = SmallGraphs.WaveTensor(33);

        var y = session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];

        SmallGraphs.AssertClose(new Tensor(Array.ConvertAll(x.Span.ToArray(), value => 2 * value), 33), y, tolerance);
    }

    [Theory]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    public void Run_WholeNumbers_ConvertToDeclaredType(ElementType type)
    {
        using var session = SmallGraphs.Doubled(type, -1, 3);

        var fromInts = session.Run([NamedInput.Of("x", [1, -2, 300], 1, 3)], ["y"], CancellationToken.None)[0];
        var fromLongs = session.Run([NamedInput.Of("x", new long[] { 1, -2, 300 }, 1, 3)], ["y"], CancellationToken.None)[0];
        var fromFloats = session.Run([NamedInput.Of("x", new Tensor(new float[] { 1, -2, 300 }, 1, 3))], ["y"], CancellationToken.None)[0];

        foreach (var y in new[] { fromInts, fromLongs, fromFloats })
            Assert.Equal([2f, -4, 600], y.Span.ToArray());
    }

    [Fact]
    public void Run_KnownOutputShape_IsRight()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, 2, 3);

        var y = session.Run([NamedInput.Of("x", SmallGraphs.WaveTensor(2, 3))], ["y"], CancellationToken.None)[0];

        Assert.Equal([2L, 3], session.Outputs[0].Dims);
        Assert.Equal(Array.ConvertAll(SmallGraphs.Wave(6), value => 2 * value), y.Span.ToArray());
    }

    [Fact]
    public void Run_EmptyTensor_GivesEmptyTensor()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1, 3);

        var y = session.Run([NamedInput.Of("x", new Tensor(0, 3))], ["y"], CancellationToken.None)[0];

        Assert.Equal([0, 3], y.Shape.ToArray());
    }

    [Fact]
    public void Run_WrongNames_SaysWhichThereAre()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1);
        var x = NamedInput.Of("x", SmallGraphs.WaveTensor(2));
        var z = NamedInput.Of("z", SmallGraphs.WaveTensor(2));

        Assert.Contains("no input 'z'; its inputs are x", Fails(() => session.Run([z], ["y"], CancellationToken.None)).Message);
        Assert.Contains("'x' was given twice", Fails(() => session.Run([x, x], ["y"], CancellationToken.None)).Message);
        Assert.Contains("'x' was not given", Fails(() => session.Run([], ["y"], CancellationToken.None)).Message);
        Assert.Contains("no output 'q'; its outputs are y", Fails(() => session.Run([x], ["q"], CancellationToken.None)).Message);
    }

    [Fact]
    public void Run_WrongShape_SaysWhichInput()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1, 3);

        var failure = Fails(() => session.Run([NamedInput.Of("x", SmallGraphs.WaveTensor(2, 4))], ["y"], CancellationToken.None));

        Assert.Contains("doubling", failure.Message);
        Assert.Contains("x", failure.Message);
        Assert.Contains("Got: 4 Expected: 3", failure.Message);
    }

    [Fact]
    public void FromFile_Missing_NamesTheFile()
    {
        var failure = Fails(() => OrtSession.FromFile("/nowhere/unet.onnx", SessionSettings.Default));

        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("/nowhere/unet.onnx", failure.Message);
    }

    [Fact]
    public void FromFile_Corrupt_IsABadFile()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "this is not a model");
            var failure = Fails(() => OrtSession.FromFile(path, SessionSettings.Default));
            Assert.Equal(EngineError.BadFile, failure.Kind);
            Assert.Contains(path, failure.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Run_ManyAtOnce_DoNotDisturbEachOther()
    {
        using var session = SmallGraphs.ConvSilu(SmallGraphs.Bytes(Weight), SmallGraphs.Bytes(Bias));
        var runs = Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            var x = SmallGraphs.WaveTensor(1, SmallGraphs.Channels, 4 + i, 9);
            for (var round = 0; round < 20; round++)
            {
                var y = session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];
                SmallGraphs.AssertClose(SmallGraphs.ConvSiluReference(x, Weight, Bias), y, 1e-5f);
            }
        }));

        await Task.WhenAll(runs);
    }

    private static EngineException Fails(Action act) => Assert.Throws<EngineException>(act);
}
