using Microsoft.Extensions.Logging;

namespace Studio.Engine.Graph;

/// <summary>Runs prompts: next node, cached? bind, run, tell.</summary>
public sealed class GraphExecutor(NodeCatalog nodes, NodeBinder binder, OutputCache cache, IOutputFiles files, ILogger<GraphExecutor> log)
{
    /// <summary>
    /// Runs a validated prompt. Events come one at a time, in ComfyUI's order. Failures and cancellation end the run in the result, not in
    /// an exception.
    /// </summary>
    public Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken)
    {
        var tools = new GraphTools(nodes, binder.For(request.Files), cache, files, log);
        var run = new GraphRun(tools, request, new OrderedEvents(events), cancellationToken);
        // Nodes compute for minutes: never on the caller's thread.
        return Task.Run(run.RunAsync, CancellationToken.None);
    }
}
