using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Runtime;

public class CancellationTests
{
    [Fact]
    public void Run_CancelledBefore_DoesNotStart()
    {
        using var session = SmallGraphs.Doubled(ElementType.Float32, -1);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        var x = NamedInput.Of("x", SmallGraphs.WaveTensor(2));

        Assert.Throws<OperationCanceledException>(() => session.Run([x], ["y"], cancellation.Token));
    }

    [Fact]
    public async Task Run_CancelledHalfWay_EndsBetweenNodesAndCanRunAgain()
    {
        const int nodes = 800;
        using var session = SmallGraphs.LongChain(nodes);
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var numbers = new SignallingMemory(SmallGraphs.Wave(640 * 640), started.SetResult);
        var large = new Tensor(numbers.Memory, 640, 640);
        var run = Task.Run(() => session.Run([NamedInput.Of("x0", large)], [], cancellation.Token));
        await started.Task;
        // seconds of work, given up after a moment of it
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(50));

        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal("Running a long chain: ended between two nodes as asked.", ended.Message);
        Assert.Equal(cancellation.Token, ended.CancellationToken);
        var small = NamedInput.Of("x0", SmallGraphs.WaveTensor(2, 2));
        Assert.Equal([2, 2], session.Run([small], [], CancellationToken.None)[0].Shape.ToArray());
    }

    [Fact]
    public async Task Run_OneOfTwoCancelled_OtherFinishes()
    {
        using var session = SmallGraphs.LongChain(200);
        using var cancellation = new CancellationTokenSource();
        var x = NamedInput.Of("x0", SmallGraphs.WaveTensor(256, 256));
        var stopped = Task.Run(() => session.Run([x], [], cancellation.Token));
        var finished = Task.Run(() => session.Run([x], [], CancellationToken.None));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        var result = Assert.Single(await finished);
        Assert.Equal([256, 256], result.Shape.ToArray());
    }

    [Fact]
    public async Task Dispose_DuringARun_LetsItFinish()
    {
        var session = SmallGraphs.LongChain(100);
        // this scale keeps the product of a hundred near one
        var x = NamedInput.Of("x0", new Tensor(Array.ConvertAll(SmallGraphs.Wave(256 * 256), value => value / 128), 256, 256));
        var expected = session.Run([x], [], CancellationToken.None)[0];
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Task.Run(() =>
        {
            started.SetResult();
            return session.Run([x], [], CancellationToken.None)[0];
        });
        await started.Task;

        session.Dispose();

        // either it had begun, and is right, or it came too late, and says so
        if (await Record.ExceptionAsync(() => run) is { } failure)
            Assert.IsType<ObjectDisposedException>(failure);
        else
            SmallGraphs.AssertClose(expected, await run, 0);
    }
}
