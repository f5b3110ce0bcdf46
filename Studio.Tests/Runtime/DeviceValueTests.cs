using Studio.Engine;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Runtime;

/// <summary>Values that stay where a model computes; on the CPU that is main memory, and nothing is copied.</summary>
public sealed class DeviceValueTests
{
    private static readonly float[] Weight = SmallGraphs.Wave(SmallGraphs.Channels * SmallGraphs.Channels * 9);
    private static readonly float[] Bias = SmallGraphs.Wave(SmallGraphs.Channels, 1.3f);

    [Fact]
    public void RunOnDevice_OfUploadedInput_HasTheNumbersOfRun()
    {
        using var session = ConvSilu();
        var x = SmallGraphs.WaveTensor(2, SmallGraphs.Channels, 5, 7);
        using var uploaded = session.Upload("x", x);

        var expected = session.Run([NamedInput.Of("x", x)], ["y"], CancellationToken.None)[0];

        for (var step = 0; step < 3; step++)
        {
            using var y = Assert.Single(session.RunOnDevice([NamedInput.Of("x", uploaded)], ["y"], CancellationToken.None));
            Assert.Equal(ElementType.Float32, y.Type);
            SmallGraphs.AssertClose(expected, y.Read(), 0);
            SmallGraphs.AssertClose(expected, session.Run([NamedInput.Of("x", uploaded)], [], CancellationToken.None)[0], 0);
        }
    }

    [Fact]
    public void RunOnDevice_OutputOfOneModel_IsInputOfAnother()
    {
        var x = SmallGraphs.WaveTensor(1, SmallGraphs.Channels, 6, 6);
        using var second = ConvSilu();
        DeviceValue between;
        using (var first = ConvSilu())
            between = Assert.Single(first.RunOnDevice([NamedInput.Of("x", x)], [], CancellationToken.None));

        // the model that made it is gone
        using var result = Assert.Single(second.RunOnDevice([NamedInput.Of("x", between)], [], CancellationToken.None));
        between.Dispose();

        var expected = SmallGraphs.ConvSiluReference(SmallGraphs.ConvSiluReference(x, Weight, Bias), Weight, Bias);
        SmallGraphs.AssertClose(expected, result.Read(), 1e-4f);
    }

    [Fact]
    public void Upload_OnTheCpu_LiesOverTheTensor()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1);
        var x = SmallGraphs.WaveTensor(3);
        using var uploaded = session.Upload("x", x);

        x.Span.Fill(5);

        Assert.Equal([5f, 5, 5], uploaded.Read().Span.ToArray());
        using var y = session.RunOnDevice([NamedInput.Of("x", uploaded)], [], CancellationToken.None)[0];
        Assert.Equal([10f, 10, 10], y.Read().Span.ToArray());
        Assert.Equal([3], uploaded.Shape.ToArray());
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Int64)]
    public void Upload_ForAnInputOfAnotherType_ConvertsAndStaysSo(ElementType type)
    {
        using var session = SmallGraphs.Doubled(type, -1, 2);
        using var uploaded = session.Upload("x", new Tensor(new float[] { 1, -2, 300, 0 }, 2, 2));

        using var y = Assert.Single(session.RunOnDevice([NamedInput.Of("x", uploaded)], [], CancellationToken.None));

        Assert.Equal((type, type), (uploaded.Type, y.Type));
        Assert.Equal([2f, -4, 600, 0], y.Read().Span.ToArray());
        Assert.Equal([2, 2], y.Shape.ToArray());
    }

    [Fact]
    public void RunOnDevice_SeveralOutputs_ComeInTheOrderAskedFor()
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, -1);
        foreach (var (op, name) in new[] { ("Neg", "a"), ("Abs", "b"), ("Identity", "c") })
        {
            graph.Node(op, ["x"], [name], []);
            graph.Output(name, ElementType.Float32);
        }
        using var session = graph.CreateSession(SmallGraphs.Named("three outputs"));

        var outputs = session.RunOnDevice([NamedInput.Of("x", new Tensor(new[] { -1f }, 1))], ["c", "a"], CancellationToken.None);

        Assert.Equal([-1f, 1f], outputs.Select(output => output.Read().Span[0]));
        foreach (var output in outputs)
            output.Dispose();
    }

    [Fact]
    public void RunOnDevice_EmptyTensor_GivesEmptyValue()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1, 3);
        using var empty = session.Upload("x", new Tensor(0, 3));

        using var y = Assert.Single(session.RunOnDevice([NamedInput.Of("x", empty)], [], CancellationToken.None));

        Assert.Equal([0, 3], y.Read().Shape.ToArray());
    }

    [Fact]
    public async Task RunOnDevice_ManyAtOnceOverOneValue_DoNotDisturbEachOther()
    {
        using var session = ConvSilu();
        var x = SmallGraphs.WaveTensor(1, SmallGraphs.Channels, 9, 9);
        var expected = SmallGraphs.ConvSiluReference(x, Weight, Bias);
        using var shared = session.Upload("x", x);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 20; round++)
            {
                using var y = session.RunOnDevice([NamedInput.Of("x", shared)], [], CancellationToken.None)[0];
                SmallGraphs.AssertClose(expected, y.Read(), 1e-5f);
            }
        })));
    }

    [Fact]
    public async Task Dispose_OfAnInputDuringARun_LetsItFinish()
    {
        using var session = SmallGraphs.LongChain(60);
        var x = new Tensor(Array.ConvertAll(SmallGraphs.Wave(128 * 128), value => value / 64), 128, 128);
        var expected = session.Run([NamedInput.Of("x0", x)], [], CancellationToken.None)[0];
        var value = session.Upload("x0", x);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Task.Run(() =>
        {
            started.SetResult();
            using var y = session.RunOnDevice([NamedInput.Of("x0", value)], [], CancellationToken.None)[0];
            return y.Read();
        });
        await started.Task;

        value.Dispose();

        // either it had begun, and is right, or it came too late, and says so
        if (await Record.ExceptionAsync(() => run) is { } failure)
            Assert.IsType<ObjectDisposedException>(failure);
        else
            SmallGraphs.AssertClose(expected, await run, 0);
    }

    [Fact]
    public void RunOnDevice_CancelledOnceItHasBegun_EndsAndCanRunAgain()
    {
        using var session = SmallGraphs.LongChain(10);
        using var cancellation = new CancellationTokenSource();
        // its inputs are taken after the token was looked at, and before the first node
        using var numbers = new SignallingMemory(SmallGraphs.Wave(4), cancellation.Cancel);
        var x = NamedInput.Of("x0", new Tensor(numbers.Memory, 2, 2));

        var ended = Assert.ThrowsAny<OperationCanceledException>(() => session.RunOnDevice([x], [], cancellation.Token));

        Assert.Equal("Running a long chain: ended between two nodes as asked.", ended.Message);
        using var y = session.RunOnDevice([x], [], CancellationToken.None)[0];
        Assert.Equal([2, 2], y.Shape.ToArray());
    }

    [Fact]
    public void Values_ThatDoNotFit_AreNamed()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1);
        using var halves = SmallGraphs.Doubled(ElementType.Float16, -1);
        using var half = halves.Upload("x", SmallGraphs.WaveTensor(4));
        using var flat = session.Upload("x", SmallGraphs.WaveTensor(2, 2));
        var gone = session.Upload("x", SmallGraphs.WaveTensor(4));
        gone.Dispose();

        var type = Assert.Throws<EngineException>(() => Run(half));
        var shape = Assert.Throws<EngineException>(() => Run(flat));
        var name = Assert.Throws<EngineException>(() => session.Upload("z", SmallGraphs.WaveTensor(4)));

        Assert.Contains("'x' takes Float32, but was given Float16 [4] in main memory", type.Message);
        Assert.Contains("rank", shape.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("no input 'z'; its inputs are x", name.Message);
        Assert.Throws<ObjectDisposedException>(() => Run(gone));
        Assert.Throws<ObjectDisposedException>(gone.Read);

        void Run(DeviceValue value) => session.RunOnDevice([NamedInput.Of("x", value)], [], CancellationToken.None);
    }

    [Fact]
    public void ValueOfAnotherDevice_IsRefused()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1);
        var value = NamedInput.Of("x", SmallGraphs.WaveTensor(4)).ToValue(ElementType.Float32);
        using var elsewhere = new DeviceValue(value.HandOver(), new DevicePlace(ExecutionProvider.Cuda, CudaEntry.CardMemory, 1));

        var failure = Assert.Throws<EngineException>(() => session.Run([NamedInput.Of("x", elsewhere)], [], CancellationToken.None));

        Assert.Contains("Float32 [4] in Cuda:1, but the model computes in main memory", failure.Message);
    }

    /// <summary>What a device's values go through, run where there is no device.</summary>
    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void DeviceCopier_ThereAndBack_KeepsNumbersTypeAndShape(ElementType type)
    {
        var copier = new DeviceCopier(DevicePlace.Of(SessionSettings.Default));
        foreach (var shape in (int[][])[[2, 3], [4], [1, 2, 2, 2], []])
        {
            var numbers = new Tensor(shape);
            numbers.Span.Fill(-1.5f);

            using var value = copier.ToDevice(numbers, type);

            Assert.Equal(type, value.Type);
            Assert.Equal(shape, value.Shape.ToArray());
            SmallGraphs.AssertClose(numbers, copier.ToHost(value), 0);
        }
    }

    [Fact]
    public void DevicePlace_OfCudaAndTensorRt_IsTheSameCard()
    {
        static DevicePlace Place(ExecutionProvider provider, int device) =>
            DevicePlace.Of(SessionSettings.Default with { Provider = provider, Device = device });

        Assert.Equal(Place(ExecutionProvider.Cuda, 1), Place(ExecutionProvider.TensorRt, 1));
        Assert.NotEqual(Place(ExecutionProvider.Cuda, 0), Place(ExecutionProvider.Cuda, 1));
        Assert.NotEqual(Place(ExecutionProvider.Cuda, 0), Place(ExecutionProvider.WebGpu, 0));
        Assert.True(Place(ExecutionProvider.CoreMl, 0).IsMainMemory);
        Assert.Equal(Place(ExecutionProvider.Cpu, 0), Place(ExecutionProvider.Cpu, 3));
    }

    private static OrtSession ConvSilu() => SmallGraphs.ConvSilu(SmallGraphs.Bytes(Weight), SmallGraphs.Bytes(Bias));
}
