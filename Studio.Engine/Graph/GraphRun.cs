using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Studio.Engine.Graph;

/// <summary>One prompt on its way through the executor.</summary>
internal sealed class GraphRun
{
    private readonly GraphTools _tools;
    private readonly RunRequest _request;
    private readonly OrderedEvents _events;
    private readonly CancellationTokenSource _stop;
    private readonly CacheKeys _keys;
    private readonly ExecutionPlan _plan;
    private readonly ResultsAtHand _results;
    private readonly Dictionary<Task<NodeResult>, NodeCall> _waiting = [];
    private readonly Dictionary<string, JsonObject> _shown = [];
    private readonly List<string> _executed = [];

    public GraphRun(GraphTools tools, RunRequest request, OrderedEvents events, CancellationToken cancellationToken)
    {
        _tools = tools;
        _request = request;
        _events = events;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _keys = new CacheKeys(request.Prompt, tools.Nodes, tools.Binder);
        _results = new ResultsAtHand(tools, request.Prompt, _keys);
        _plan = new ExecutionPlan(request.Prompt, tools.Nodes, _results.Has);
    }

    public async Task<RunResult> RunAsync()
    {
        using var stop = _stop;
        _events.Report(new ExecutionEvent.Started());
        var needed = PromptWalk.From(_request.Prompt, _tools.Nodes, _request.Outputs).Order;
        _keys.Add(needed);
        _tools.Cache.BeginPrompt(_keys.All);
        var order = _request.Prompt.Nodes.Keys.Where(needed.ToHashSet().Contains);
        _events.Report(new ExecutionEvent.Cached([.. order.Where(_results.TakeFromCache)]));
        foreach (var output in _request.Outputs)
            _plan.Add(output);
        while (!_plan.IsEmpty)
        {
            if (await StepAsync() is not { } end)
                continue;
            await EndWaitingAsync();
            return end;
        }
        _events.Close(new ExecutionEvent.Finished());
        return new RunResult(RunEnd.Success, _shown, null);
    }

    /// <summary>Runs or starts one node, or waits for one that was started. Returns the result when the run ends early.</summary>
    private async Task<RunResult?> StepAsync()
    {
        if (_plan.TakeNext() is not { } node)
            return _waiting.Count > 0 ? await FinishAnyAsync() : Stuck();
        if (_stop.IsCancellationRequested)
            return Interrupted(node.Ref);
        if (_results.Has(node.Id) || _results.TakeFromCache(node.Id))
            return FinishCached(node);
        var call = new NodeCall(node, GatherInputs(node), _tools.Binder);
        _events.Report(new ExecutionEvent.Executing(node.Ref));
        var running = call.RunAsync(new NodeContext(node.Ref, _request, _events, _stop.Token));
        if (running.IsCompleted || !node.Schema.IsAsync)
            return await FinishAsync(call, running);
        _waiting.Add(running, call);
        return null;
    }

    private async Task<RunResult?> FinishAnyAsync()
    {
        var done = await Task.WhenAny(_waiting.Keys);
        _waiting.Remove(done, out var call);
        return await FinishAsync(call!, done);
    }

    private async Task<RunResult?> FinishAsync(NodeCall call, Task<NodeResult> running)
    {
        try
        {
            var result = await running;
            _executed.Add(call.Node.Id);
            _tools.Cache.Store(_keys[call.Node.Id], result);
            return Finish(call.Node, result, fromCache: false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return Interrupted(call.Node.Ref);
        }
        catch (Exception exception)
        {
            return Failed(call, exception);
        }
    }

    private RunResult? FinishCached(PlannedNode node) => Finish(node, _results.Of(node.Id), fromCache: true);

    private RunResult? Finish(PlannedNode node, NodeResult result, bool fromCache)
    {
        _results.Add(node.Id, result);
        if (result.Ui is { } ui && (node.Schema.IsOutput || !fromCache))
        {
            _shown[node.Id] = ui;
            _events.Report(new ExecutionEvent.Executed(node.Ref, (JsonObject)ui.DeepClone(), fromCache));
        }
        if (!fromCache || node.Schema.IsOutput)
            _events.Report(new ExecutionEvent.NodeFinished(node.Ref));
        _plan.Complete(node);
        _results.ReleaseInputsOf(node.Id, _plan.Contains);
        return null;
    }

    private Dictionary<string, IReadOnlyList<object?>> GatherInputs(PlannedNode node)
    {
        var values = new Dictionary<string, IReadOnlyList<object?>>();
        foreach (var input in node.Schema.Inputs)
        {
            if (!node.Node.Inputs.TryGetValue(input.Name, out var value))
                continue;
            values[input.Name] = value is InputValue.Link link
                ? _results.Of(link.NodeId).Slots[link.Slot]
                : [NodeBinder.FromJson(((InputValue.Literal)value).Value)];
        }
        return values;
    }

    private RunResult Failed(NodeCall call, Exception exception)
    {
        _tools.Log.LogError(exception, "Node {NodeId} ({ClassType}) of prompt {PromptId} failed", call.Node.Id, call.Node.Node.ClassType, _request.PromptId);
        return Failed(FailureReport.Of(call.Node.Ref, exception, call.Inputs, _results.Ids, _executed));
    }

    private RunResult Failed(ExecutionFailure failure)
    {
        _events.Close(new ExecutionEvent.Failed(failure));
        return new RunResult(RunEnd.Failed, _shown, failure);
    }

    private RunResult Interrupted(NodeRef node)
    {
        _events.Close(new ExecutionEvent.Interrupted(node, _executed));
        return new RunResult(RunEnd.Interrupted, _shown, null);
    }

    /// <summary>Nothing can run although nodes are left: they wait for each other. Validation finds this first in ordinary prompts.</summary>
    private RunResult Stuck()
    {
        var cycle = new EngineException(EngineError.BadPrompt, "Dependency cycle detected");
        var failure = FailureReport.Of(_plan.First().Ref, cycle, new Dictionary<string, IReadOnlyList<object?>>(), _results.Ids, _executed);
        return Failed(failure with { ExceptionType = "graph.DependencyCycleError" });
    }

    /// <summary>After the end nothing of this run may go on in the background.</summary>
    private async Task EndWaitingAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_waiting.Keys).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
