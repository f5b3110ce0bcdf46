using System.Text.Json.Nodes;
using Google.Protobuf;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>What happens in a run, as it crosses the border: nothing is lost on the way, and nothing is added.</summary>
internal static class WireEvents
{
    public static RunEvent ToWire(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.Started => new() { Started = new() },
        ExecutionEvent.Cached cached => new() { Cached = new() { Ids_ = { cached.NodeIds } } },
        ExecutionEvent.Executing executing => new() { Executing = ToWire(executing.Node) },
        ExecutionEvent.Progress step => new() { Step = new() { Node = ToWire(step.Node), Value = step.Value, Max = step.Max } },
        ExecutionEvent.Preview preview => new()
        {
            // nobody writes into a picture that was told
            Preview = new() { Node = ToWire(preview.Node), Image = UnsafeByteOperations.UnsafeWrap(preview.Image),
                MimeType = preview.MimeType },
        },
        ExecutionEvent.Executed shown => new()
        {
            Shown = new() { Node = ToWire(shown.Node), UiJson = shown.Ui.ToJsonString(), FromCache = shown.FromCache },
        },
        ExecutionEvent.Warned warned => new() { Warned = new() { Node = ToWire(warned.Node), Text = warned.Text } },
        ExecutionEvent.NodeFinished finished => new() { NodeFinished = ToWire(finished.Node) },
        ExecutionEvent.Failed failed => new() { Failed = ToWire(failed.Failure) },
        ExecutionEvent.Interrupted stop => new() { Interrupted = new() { Node = ToWire(stop.Node), Executed = { stop.ExecutedNodes } } },
        ExecutionEvent.Finished => new() { Finished = new() },
        _ => throw new NotSupportedException($"{happened.GetType().Name} does not cross the border."),
    };

    public static ExecutionEvent FromWire(RunEvent happened) => happened.KindCase switch
    {
        RunEvent.KindOneofCase.Started => new ExecutionEvent.Started(),
        RunEvent.KindOneofCase.Cached => new ExecutionEvent.Cached([.. happened.Cached.Ids_]),
        RunEvent.KindOneofCase.Executing => new ExecutionEvent.Executing(FromWire(happened.Executing)),
        RunEvent.KindOneofCase.Step => new ExecutionEvent.Progress(FromWire(happened.Step.Node), happened.Step.Value, happened.Step.Max),
        RunEvent.KindOneofCase.Preview => new ExecutionEvent.Preview(FromWire(happened.Preview.Node), happened.Preview.Image.ToByteArray(),
            happened.Preview.MimeType),
        RunEvent.KindOneofCase.Shown => new ExecutionEvent.Executed(FromWire(happened.Shown.Node), ObjectOf(happened.Shown.UiJson),
            happened.Shown.FromCache),
        RunEvent.KindOneofCase.Warned => new ExecutionEvent.Warned(FromWire(happened.Warned.Node), happened.Warned.Text),
        RunEvent.KindOneofCase.NodeFinished => new ExecutionEvent.NodeFinished(FromWire(happened.NodeFinished)),
        RunEvent.KindOneofCase.Failed => new ExecutionEvent.Failed(FromWire(happened.Failed)),
        RunEvent.KindOneofCase.Interrupted => new ExecutionEvent.Interrupted(FromWire(happened.Interrupted.Node),
            [.. happened.Interrupted.Executed]),
        RunEvent.KindOneofCase.Finished => new ExecutionEvent.Finished(),
        _ => throw new NotSupportedException($"The worker told {happened.KindCase}, which this server does not know."),
    };

    public static RunOver ToWire(RunResult result)
    {
        var over = new RunOver { End = (int)result.End };
        foreach (var (id, ui) in result.Outputs)
            over.Outputs.Add(id, ui.ToJsonString());
        if (result.Failure is { } failure)
            over.Failure = ToWire(failure);
        return over;
    }

    public static RunResult FromWire(RunOver over) => new((RunEnd)over.End,
        over.Outputs.ToDictionary(pair => pair.Key, pair => ObjectOf(pair.Value)), over.Failure is { } failure ? FromWire(failure) : null);

    private static Node ToWire(NodeRef node)
    {
        var wire = new Node { Id = node.Id, ClassType = node.ClassType, DisplayId = node.DisplayId };
        if (node.ParentId is { } parent)
            wire.ParentId = parent;
        if (node.RealId is { } real)
            wire.RealId = real;
        return wire;
    }

    private static NodeRef FromWire(Node node) => new(node.Id, node.ClassType, node.DisplayId, node.HasParentId ? node.ParentId : null,
        node.HasRealId ? node.RealId : null);

    private static Failure ToWire(ExecutionFailure failure)
    {
        var wire = new Failure
        {
            Node = ToWire(failure.Node),
            Cause = (int)failure.Cause,
            Message = failure.Message,
            Traceback = { failure.Traceback },
            InputsJson = failure.CurrentInputs.ToJsonString(),
            Outputs = { failure.CurrentOutputs },
            Executed = { failure.Executed },
            NeededBytes = failure.NeededBytes,
        };
        if (failure.Kind is { } kind)
            wire.Kind = (int)kind;
        return wire;
    }

    private static ExecutionFailure FromWire(Failure failure) => new(FromWire(failure.Node), (FailureCause)failure.Cause, failure.Message,
        [.. failure.Traceback], ObjectOf(failure.InputsJson), [.. failure.Outputs], [.. failure.Executed],
        failure.HasKind ? (EngineError)failure.Kind : null) { NeededBytes = failure.NeededBytes };

    private static JsonObject ObjectOf(string json) => (JsonObject)JsonNode.Parse(json)!;
}
