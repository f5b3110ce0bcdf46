using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Studio.Engine.Graph;

/// <summary>One prompt on its way through the executor.</summary>
internal sealed class GraphRun
{
    private static readonly Dictionary<string, IReadOnlyList<object?>> NoInputs = [];

    private readonly GraphTools _tools;
    private readonly RunRequest _request;
    private readonly OrderedEvents _events;
    private readonly CancellationTokenSource _stop;
    private readonly DynamicPrompt _prompt;
    private readonly CacheKeys _keys;
    private readonly ExecutionPlan _plan;
    private readonly AvailableResults _results;
    private readonly Expansions _expansions;
    private readonly ShownOutputs _shown;
    private readonly Dictionary<Task<IReadOnlyList<NodeOutput>>, NodeCall> _waiting = [];
    private readonly List<string> _executed = [];
    private readonly List<(NodeRef Node, JsonObject Ui)> _betweenOutputs = [];

    public GraphRun(GraphTools tools, RunRequest request, OrderedEvents events, CancellationToken cancellationToken)
    {
        _tools = tools;
        _request = request;
        _events = events;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _prompt = new DynamicPrompt(request.Prompt);
        _keys = new CacheKeys(_prompt, tools.Nodes, tools.Binder);
        _results = new AvailableResults(tools, _prompt, _keys, request.Files.Pictures);
        _plan = new ExecutionPlan(_prompt, tools.Nodes, _results.Has);
        _expansions = new Expansions(tools, _prompt, _keys, _plan, _results);
        _shown = new ShownOutputs(events, _prompt);
    }

    public async Task<RunResult> RunAsync()
    {
        using var stop = _stop;
        _events.Report(new ExecutionEvent.Started());
        try
        {
            await BeginAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return Interrupted(_prompt.RefOf(_prompt.Find(_request.Outputs[0])!));
        }
        while (!_plan.IsEmpty)
        {
            if (await StepAsync() is not { } end)
                continue;
            await EndWaitingAsync();
            return end;
        }
        foreach (var (node, ui) in _betweenOutputs.Where(shown => !_shown.All.ContainsKey(shown.Node.Id)))
            _shown.Show(node, ui, fromCache: true);
        _tools.Cache.EndPrompt(_expansions.Scopes);
        _events.Close(new ExecutionEvent.Finished());
        return new RunResult(RunEnd.Success, _shown.All, null);
    }

    private async Task BeginAsync()
    {
        var needed = await _keys.AddAsync(_request.Outputs, _stop.Token);
        _tools.Cache.BeginPrompt(
            needed.Select(id => _keys[id]).OfType<string>().Concat(needed.Select(id => CacheKeys.ScopeUnder(_prompt.Find(id)!))));
        var ids = needed.ToHashSet();
        _results.Expect(needed.Select(id => _prompt.Find(id)!));
        var cached = _request.Prompt.Nodes.Keys.Where(ids.Contains).Where(_results.TakeFromCache).ToList();
        _events.Report(new ExecutionEvent.Cached(cached));
        foreach (var id in cached.Except(_request.Outputs))
        {
            var node = _prompt.RefOf(_prompt.Find(id)!);
            var result = _results.Of(id);
            _shown.ShowAgain(node, result);
            if (result.Ui is { } ui && _tools.Nodes.Find(node.ClassType)!.HasIntermediateOutput)
                _betweenOutputs.Add((node, ui));
        }
        foreach (var output in _request.Outputs)
            _plan.Add(output);
    }

    /// <summary>Runs or starts one node, or waits for one that was started. Returns the result when the run ends early.</summary>
    private async Task<RunResult?> StepAsync()
    {
        if (_waiting.Keys.FirstOrDefault(task => task.IsCompleted) is { } over)
            return await FinishWaitingAsync(over);
        if (_plan.TakeNext() is not { } node)
            return _waiting.Count > 0 ? await FinishWaitingAsync(await Task.WhenAny(_waiting.Keys)) : Stuck();
        if (_stop.IsCancellationRequested)
            return Interrupted(node.Ref);
        if (node.Expanded is { } outputs)
            return await FinishAsync(new NodeCall(node, NoInputs, _tools.Binder), Task.FromResult(outputs));
        if (_results.Has(node.Id) || _results.TakeFromCache(node.Id))
            return Finish(node, _results.Of(node.Id), fromCache: true);
        return await StartAsync(node);
    }

    private async Task<RunResult?> StartAsync(PlannedNode node)
    {
        _events.Report(new ExecutionEvent.Executing(node.Ref));
        var call = new NodeCall(node, NoInputs, _tools.Binder);
        try
        {
            call = new NodeCall(node, _results.InputsOf(node), _tools.Binder);
            if (node.Schema.AsksForInputs && node.Ask(await call.NeededInputsAsync(_stop.Token)) is { Count: > 0 } asked)
            {
                _plan.PutBack(node, asked.Select(link => link.NodeId));
                return null;
            }
        }
        catch (Exception exception)
        {
            return End(call, exception);
        }
        var told = node.Warnings = new NodeWarnings(_events);
        var running = call.RunAsync(
            index => new NodeContext(node.Ref, _request, told, _stop.Token, _prompt, index),
            blocker => TellBlocked(node.Ref, blocker));
        if (running.IsCompleted || !node.Schema.IsAsync)
            return await FinishAsync(call, running);
        _waiting.Add(running, call);
        return null;
    }

    private void TellBlocked(NodeRef node, ExecutionBlocker blocker)
    {
        if (blocker.Message is { } message)
            _events.Report(new ExecutionEvent.Failed(FailureReport.Blocked(node, message, _executed)));
    }

    private Task<RunResult?> FinishWaitingAsync(Task<IReadOnlyList<NodeOutput>> done)
    {
        _waiting.Remove(done, out var call);
        return FinishAsync(call!, done);
    }

    private async Task<RunResult?> FinishAsync(NodeCall call, Task<IReadOnlyList<NodeOutput>> running)
    {
        try
        {
            var outputs = await running;
            if (call.Node.Expanded is null && outputs.Any(output => output.Graph is not null))
            {
                await _expansions.BeginAsync(call.Node, outputs, _stop.Token);
                return null;
            }
            var result = NodeResult.Join(call.Node.Schema, outputs, _results.ValuesOf) with
            {
                Inner = _shown.TakeInner(call.Node.Id),
                Warnings = call.Node.Warnings?.Texts ?? [],
            };
            _executed.Add(call.Node.Id);
            _tools.Cache.Store(_keys[call.Node.Id], result, _keys.ScopeOf(call.Node.Id));
            return Finish(call.Node, result, fromCache: false);
        }
        catch (Exception exception)
        {
            return End(call, exception);
        }
    }

    private RunResult? Finish(PlannedNode node, NodeResult result, bool fromCache)
    {
        _results.Add(node.Id, result);
        if (fromCache)
            _shown.ShowAgain(node.Ref, result);
        if (result.Ui is { } ui && (node.Schema.IsOutput || !fromCache))
            _shown.Show(node.Ref, ui, fromCache);
        if (!fromCache || node.Schema.IsOutput)
            _events.Report(new ExecutionEvent.NodeFinished(node.Ref));
        _plan.Complete(node);
        _results.ReleaseInputsOf(node.Node, _plan.Contains);
        return null;
    }

    /// <summary>The run ends because a node could not do its work, or was told to stop.</summary>
    private RunResult End(NodeCall call, Exception exception)
    {
        if (exception is OperationCanceledException && _stop.IsCancellationRequested)
            return Interrupted(call.Node.Ref);
        LogFailure(call.Node, exception);
        return Failed(FailureReport.Of(Sent(call.Node.Ref), exception, call.Inputs, _results.Ids, _executed));
    }

    /// <summary>What the user can put right is a line for the operator; only a fault of the program is worth its stack.</summary>
    private void LogFailure(PlannedNode node, Exception exception)
    {
        if (FailureReport.ForTheUser(exception) is { } reason)
            _tools.Log.LogWarning(SystemErrorIn(exception), "Node {NodeId} ({ClassType}) of prompt {PromptId} failed: {Reason}", node.Id,
                node.Node.ClassType, _request.PromptId, reason);
        else
            _tools.Log.LogError(exception, "Node {NodeId} ({ClassType}) of prompt {PromptId} failed", node.Id, node.Node.ClassType,
                _request.PromptId);
    }

    /// <summary>The reason that the user is given names no path; whoever mends the disk needs it.</summary>
    private static Exception? SystemErrorIn(Exception exception) =>
        exception is EngineException { Kind: EngineError.Storage or EngineError.Unwritable, InnerException: { } cause } ? cause : null;

    private RunResult Failed(ExecutionFailure failure)
    {
        _events.Close(new ExecutionEvent.Failed(failure));
        return new RunResult(RunEnd.Failed, _shown.All, failure);
    }

    private RunResult Interrupted(NodeRef node)
    {
        _events.Close(new ExecutionEvent.Interrupted(Sent(node), _executed));
        return new RunResult(RunEnd.Interrupted, _shown.All, null);
    }

    /// <summary>
    /// Nothing can run although nodes are left: an expansion made them wait for each other. The node to show is one that has expanded.
    /// </summary>
    private RunResult Stuck()
    {
        var cycle = _plan.Cycle();
        var blamed = cycle.FirstOrDefault(node => node.Ref.DisplayId != node.Id) ?? cycle[0];
        var shown = _prompt.Find(blamed.Ref.DisplayId) is { } display ? _prompt.RefOf(display) : blamed.Ref;
        return Failed(FailureReport.Cycle(shown, _results.Ids, _executed));
    }

    /// <summary>Clients know only what they sent: that node, whose expansion this one is in.</summary>
    private NodeRef Sent(NodeRef node) => node.RealId is { } sent ? _prompt.RefOf(_prompt.Find(sent)!) : node;

    /// <summary>After the end nothing of this run may go on in the background.</summary>
    private async Task EndWaitingAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_waiting.Keys).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
    }
}
