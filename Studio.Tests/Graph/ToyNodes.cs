using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Tests.Graph;

/// <summary>Nodes without models, small enough to know every result by heart.</summary>
internal static class ToyNodes
{
    public static readonly Type[] All =
    [
        typeof(StubImage), typeof(ObsErr), typeof(PreviewImage), typeof(ObsListOut), typeof(ToyInt), typeof(ToyAdd), typeof(ToySplit),
        typeof(ToySum), typeof(ToySteps), typeof(ToyWait), typeof(ToyFile), typeof(ToyNamed), typeof(ToyLong), typeof(ToyGlimpse),
        typeof(ToyWarn), typeof(ToySignal),
        .. ToyLazyNodes.All, .. ToyGraphNodes.All, .. ToyAnyNodes.All, .. ToyLoopNodes.All, .. ToyCheckNodes.All,
    ];
}

[WireType("IMAGE")]
internal sealed record ToyPicture(int Value);

internal sealed record Shown([Output("images")] ToyPicture Images, JsonObject Ui) : IHasUi;

internal sealed record ShownValues(JsonObject Ui) : IHasUi;

/// <summary>How often nodes ran in one test.</summary>
internal sealed class RunCounter
{
    private int _count;

    public int Count => _count;

    public void Add() => Interlocked.Increment(ref _count);
}

[Node("StubImage", Category = "test")]
internal sealed class StubImage(RunCounter counter) : INode<ToyPicture>
{
    [Input(Min = 0, Max = 100)]
    public int Value { get; init; }

    public ToyPicture Run(NodeContext context)
    {
        counter.Add();
        return new ToyPicture(Value);
    }
}

[Node("ObsErr", Category = "test")]
internal sealed class ObsErr : INode<ToyPicture>
{
    [Input]
    public required ToyPicture Image { get; init; }

    [Input]
    public string? Say { get; init; }

    public ToyPicture Run(NodeContext context) => Say switch
    {
        null => throw new FormatException("boom"),
        "memory" => throw new EngineException(EngineError.OutOfMemory, "No memory left."),
        "native" => throw new EngineException(EngineError.Native, "The library says no."),
        "threads" => throw new AggregateException(new EngineException(EngineError.OutOfMemory, "No memory left."), new FormatException()),
        "path" => throw new FileNotFoundException("Could not find file '/srv/secret/model.safetensors'."),
        _ => Image,
    };
}

[Node("PreviewImage", Category = "test", IsOutput = true)]
internal sealed class PreviewImage : INode<Shown>
{
    [Input]
    public required ToyPicture Images { get; init; }

    public Shown Run(NodeContext context) => new(Images, Ui(Images.Value));

    public static JsonObject Ui(int value) => new()
    {
        ["images"] = new JsonArray(new JsonObject { ["filename"] = $"toy_{value}.png", ["subfolder"] = "", ["type"] = "temp" }),
    };
}

[Node("ObsListOut", Category = "test", IsOutput = true)]
internal sealed class ObsListOut : INode<ShownValues>
{
    [Input(Min = 0, Max = 10)]
    public int A { get; init; }

    [Input]
    public string S { get; init; } = "x";

    [Input]
    public bool B { get; init; }

    [Input(Min = 0, Max = 1)]
    public double F { get; init; } = 0.5;

    [Input(Choices = ["x", "y"])]
    public string? C { get; init; } = "x";

    public ShownValues Run(NodeContext context) =>
        new(new JsonObject { ["vals"] = new JsonArray(new JsonArray(A, S, B, PythonText.Number(F), C)) });
}

[Node("ToyInt", Category = "test")]
internal sealed class ToyInt(RunCounter counter) : INode<int>
{
    [Input]
    public int Value { get; init; }

    public int Run(NodeContext context)
    {
        counter.Add();
        return Value;
    }
}

[Node("ToyAdd", Category = "test")]
internal sealed class ToyAdd(RunCounter counter) : INode<int>
{
    [Input]
    public int A { get; init; }

    [Input]
    public int B { get; init; }

    public int Run(NodeContext context)
    {
        counter.Add();
        return A + B;
    }
}

/// <summary>0, 1, … n-1 one by one to what follows.</summary>
[Node("ToySplit", Category = "test")]
internal sealed class ToySplit : INode<IReadOnlyList<int>>
{
    [Input]
    public int Count { get; init; }

    public IReadOnlyList<int> Run(NodeContext context) => [.. Enumerable.Range(0, Count)];
}

/// <summary>Takes a list as a whole.</summary>
[Node("ToySum", Category = "test", IsOutput = true)]
internal sealed class ToySum : INode<ShownValues>
{
    [Input]
    public IReadOnlyList<int> Values { get; init; } = [];

    public ShownValues Run(NodeContext context) =>
        new(new JsonObject { ["vals"] = new JsonArray([.. Values.Select(value => (JsonNode)value)]) });
}

/// <summary>Works in steps, like a sampler.</summary>
[Node("ToySteps", Category = "test")]
internal sealed class ToySteps(RunCounter counter) : INode<ToyPicture>
{
    [Input]
    public required ToyPicture Image { get; init; }

    [Input(Min = 1, Max = 1000)]
    public int Steps { get; init; } = 3;

    public ToyPicture Run(NodeContext context)
    {
        for (var step = 1; step <= Steps; step++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            counter.Add();
            context.Progress(step, Steps);
            context.Preview([(byte)step], "image/png");
        }
        return Image;
    }
}

/// <summary>Comes together with the other nodes that wait at the same meeting.</summary>
internal sealed class Meeting(int expected)
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public Task ArriveAsync()
    {
        if (Interlocked.Increment(ref _arrived) == expected)
            _complete.SetResult();
        return _complete.Task;
    }
}

[Node("ToyWait", Category = "test")]
[Waits]
internal sealed class ToyWait(Meeting meeting) : INodeAsync<int>
{
    [Input]
    public int Value { get; init; }

    public async Task<int> RunAsync(NodeContext context)
    {
        await meeting.ArriveAsync().WaitAsync(context.CancellationToken);
        return Value;
    }
}

/// <summary>Depends on something outside the prompt.</summary>
internal sealed class OutsideWorld
{
    public string? State { get; set; } = "1";

    /// <summary>Who waits for it goes on inside the call that gives it.</summary>
    public TaskCompletionSource Signal { get; } = new();
}

[Node("ToyFile", Category = "test")]
internal sealed class ToyFile(RunCounter counter, OutsideWorld world) : INode<ToyPicture>, IFingerprint, ICheckInputs
{
    [Input(CheckedByNode = true)]
    public required string Image { get; init; }

    public string? Fingerprint() => world.State;

    public string? Check(InputCheck inputs) => Image == "good.png" ? null : $"Invalid image file: {Image}";

    public ToyPicture Run(NodeContext context)
    {
        counter.Add();
        return new ToyPicture(counter.Count);
    }
}

/// <summary>Shows something on the way, which is no reason to run.</summary>
[Node("ToyGlimpse", Category = "test", HasIntermediateOutput = true)]
internal sealed class ToyGlimpse : INode<Shown>
{
    [Input]
    public required ToyPicture Images { get; init; }

    public Shown Run(NodeContext context) => new(Images, PreviewImage.Ui(Images.Value));
}

[Node("ToyWarn", Category = "test")]
internal sealed class ToyWarn : INode<int>
{
    [Input]
    public int Value { get; init; }

    [Input]
    public int Times { get; init; } = 1;

    public int Run(NodeContext context)
    {
        for (var time = 0; time < Times; time++)
            context.Warn($"{time} is odd");
        context.Warn("0 is odd");
        return Value;
    }
}

/// <summary>Waits for the signal.</summary>
[Node("ToySignal", Category = "test")]
[Waits]
internal sealed class ToySignal(OutsideWorld world) : INodeAsync<int>
{
    public async Task<int> RunAsync(NodeContext context)
    {
        await world.Signal.Task;
        return 1;
    }
}

/// <summary>Its results belong to one node id.</summary>
[Node("ToyNamed", Category = "test", Hidden = ["unique_id"])]
internal sealed class ToyNamed(RunCounter counter) : INode<ToyPicture>
{
    public ToyPicture Run(NodeContext context)
    {
        counter.Add();
        return new ToyPicture(context.Node.Id.Length);
    }
}

[Node("ToyLong", Category = "test", IsOutput = true)]
internal sealed class ToyLong : INode<ShownValues>
{
    [Input(ChoicesFrom = typeof(ManyChoices))]
    public required string Choice { get; init; }

    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong? Seed { get; init; }

    public ShownValues Run(NodeContext context) => new(new JsonObject { ["vals"] = new JsonArray(Choice, PythonText.ToJson(Seed)) });
}
