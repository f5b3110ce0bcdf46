using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace TestingPack;

/// <summary>Hands its value on after a while and tells how far it is.</summary>
[Node("TestSleep", DisplayName = "Sleep", Category = "experimental", Hidden = ["unique_id"])]
public sealed class Sleep : INodeAsync<NodeOutput<object>>
{
    [Input]
    public required object Value { get; init; }

    [Input(Min = 0, Max = 9999, Step = 0.01, Tooltip = "How long to wait, in seconds.")]
    public double Seconds { get; init; } = 1;

    public async Task<NodeOutput<object>> RunAsync(NodeContext context)
    {
        await Waits.TellAsync(context, Seconds);
        return NodeOutput.Of([Value]);
    }
}

[Node("TestAsyncProgressUpdate", DisplayName = "Progress while waiting", Category = "experimental/async")]
public sealed class AsyncProgressUpdate : INodeAsync<NodeOutput<object>>
{
    [Input]
    public required object Value { get; init; }

    [Input]
    public double SleepSeconds { get; init; } = 1;

    public async Task<NodeOutput<object>> RunAsync(NodeContext context)
    {
        await Waits.TellAsync(context, SleepSeconds);
        return NodeOutput.Of([Value]);
    }
}

[Node("TestSyncProgressUpdate", DisplayName = "Progress while working", Category = "experimental/async")]
public sealed class SyncProgressUpdate : INode<NodeOutput<object>>
{
    [Input]
    public required object Value { get; init; }

    [Input]
    public double SleepSeconds { get; init; } = 1;

    public NodeOutput<object> Run(NodeContext context)
    {
        var start = Stopwatch.GetTimestamp();
        while (Waits.Tell(context, start, SleepSeconds))
            context.CancellationToken.WaitHandle.WaitOne(Waits.Step);
        return NodeOutput.Of([Value]);
    }
}

[Node("TestAsyncError", DisplayName = "Waits and fails", Category = "experimental/async")]
public sealed class AsyncError : INodeAsync<NodeOutput<object>>
{
    [Input]
    public required object Value { get; init; }

    [Input(Min = 0, Max = 10)]
    public double ErrorAfter { get; init; } = 0.1;

    public async Task<NodeOutput<object>> RunAsync(NodeContext context)
    {
        await Waits.ForAsync(ErrorAfter, context);
        throw new InvalidOperationException("This node fails on purpose, after waiting.");
    }
}

[Node("TestSyncError", DisplayName = "Fails", Category = "experimental/async")]
public sealed class SyncError : INode<NodeOutput<object>>
{
    [Input]
    public required object Value { get; init; }

    public NodeOutput<object> Run(NodeContext context) => throw new InvalidOperationException("This node fails on purpose.");
}

[Node("TestAsyncTimeout", DisplayName = "Waits too long", Category = "experimental/async")]
public sealed class AsyncTimeout : INodeAsync<NodeOutput<object>>
{
    [Input]
    public required object Value { get; init; }

    [Input(Min = 0.1, Max = 10)]
    public double Timeout { get; init; } = 1;

    [Input(Min = 0.1, Max = 10)]
    public double OperationTime { get; init; } = 2;

    public async Task<NodeOutput<object>> RunAsync(NodeContext context)
    {
        try
        {
            await Waits.ForAsync(OperationTime, context).WaitAsync(TimeSpan.FromSeconds(Timeout), context.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"The operation ran into its timeout of {Timeout} s."),
                exception);
        }

        return NodeOutput.Of([Value]);
    }
}

[Node("TestAsyncLazyCheck", DisplayName = "Lazy after waiting", Category = "experimental/async")]
public sealed class AsyncLazyCheck : INode<Image>, ILazyInputsAsync
{
    [Input(Name = "input1", Lazy = true)]
    public required object? First { get; init; }

    [Input(Name = "input2", Lazy = true)]
    public required object? Second { get; init; }

    [Input]
    public bool Condition { get; init; } = true;

    public async Task<IReadOnlyList<string>> NeededInputsAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(50, cancellationToken);
        if (Condition)
            return First is null ? ["input1"] : [];
        return Second is null ? ["input2"] : [];
    }

    public Image Run(NodeContext context) => Pixels.Constant(1);
}

/// <summary>Fails when two of them use one resource at a time.</summary>
[Node("TestAsyncResourceUser", DisplayName = "Waits with a resource", Category = "experimental/async")]
public sealed class AsyncResourceUser : INodeAsync<NodeOutput<object>>
{
    private static readonly ConcurrentDictionary<string, bool> InUse = new(StringComparer.Ordinal);

    [Input]
    public required object Value { get; init; }

    [Input]
    public string ResourceId { get; init; } = "resource_0";

    [Input(Min = 0, Max = 1)]
    public double Duration { get; init; } = 0.1;

    public async Task<NodeOutput<object>> RunAsync(NodeContext context)
    {
        if (!InUse.TryAdd(ResourceId, true))
            throw new InvalidOperationException($"{ResourceId} is in use.");
        try
        {
            await Waits.ForAsync(Duration, context);
            return NodeOutput.Of([Value]);
        }
        finally
        {
            InUse.TryRemove(ResourceId, out _);
        }
    }
}

/// <summary>Inverts one picture of the batch after another.</summary>
[Node("TestAsyncBatchProcessing", DisplayName = "Waits per picture", Category = "experimental/async", Hidden = ["unique_id"])]
public sealed class AsyncBatchProcessing : INodeAsync<Image>
{
    [Input]
    public required Image Images { get; init; }

    [Input(Min = 0.01, Max = 1)]
    public double ProcessTimePerItem { get; init; } = 0.1;

    public async Task<Image> RunAsync(NodeContext context)
    {
        var done = new List<Tensor>();
        for (var i = 0; i < Images.Count; i++)
        {
            await Waits.ForAsync(ProcessTimePerItem, context);
            done.Add(Pixels.Each(new Image(Images.Pixels.Slice(i)), value => 1 - value).Pixels);
            context.Progress(i + 1, Images.Count);
        }

        return new Image(Tensor.Stack(done));
    }
}

/// <summary>Two at a time.</summary>
[Node("TestAsyncConcurrentLimit", DisplayName = "Waits in a queue", Category = "experimental/async")]
public sealed class AsyncConcurrentLimit : INodeAsync<NodeOutput<object>>
{
    private static readonly SemaphoreSlim Places = new(2);

    [Input]
    public required object Value { get; init; }

    [Input(Min = 0.1, Max = 2)]
    public double Duration { get; init; } = 0.5;

    [Input]
    public int NodeId { get; init; }

    public async Task<NodeOutput<object>> RunAsync(NodeContext context)
    {
        await Places.WaitAsync(context.CancellationToken);
        try
        {
            await Waits.ForAsync(Duration, context);
            return NodeOutput.Of([Value]);
        }
        finally
        {
            Places.Release();
        }
    }
}

internal static class Waits
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task ForAsync(double seconds, NodeContext context) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), context.CancellationToken);

    public static async Task TellAsync(NodeContext context, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        while (Tell(context, start, seconds))
            await Task.Delay(Step, context.CancellationToken);
    }

    /// <summary>Tells how many hundredths of a second are gone; false when all are.</summary>
    public static bool Tell(NodeContext context, long start, double seconds)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        var gone = Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, seconds);
        context.Progress((int)(gone * 100), Math.Max(1, (int)(seconds * 100)));
        return gone < seconds;
    }
}
