using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Web.Workers;

/// <summary>The engine in two processes: this one describes nodes and checks prompts, the worker runs them and holds the memory.</summary>
internal sealed class WorkerEngine(IEngine here, WorkerProcess worker, StudioOptions options, ILogger<WorkerEngine> log)
    : IEngine, IDisposable
{
    public NodeCatalog Nodes => here.Nodes;

    public Task<PromptValidation> ValidateAsync(Prompt prompt, RunFiles? files = null, IReadOnlyCollection<string>? targets = null,
        CancellationToken cancellationToken = default) => here.ValidateAsync(prompt, files, targets, cancellationToken);

    public Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken) =>
        worker.RunAsync(request, events, cancellationToken);

    /// <summary>
    /// Memory that a process has had returns whole with its end. Results that are to be kept would go with it: then the worker does what it
    /// can.
    /// </summary>
    public void Free(bool unloadModels, bool clearCache)
    {
        if (unloadModels && clearCache)
            worker.Recycle();
        else
            _ = FreeAsync(unloadModels, clearCache);
    }

    public IReadOnlyList<HeldNetwork> Held() => worker.Held;

    public void Dispose() => (here as IDisposable)?.Dispose();

    public EngineStatus Status() => worker.Problem is { } problem
        ? new(options.Device, options.Device, "", null, null, 0, problem)
        : worker.Status ?? new(options.Device, "The worker is starting", "", null, null, 0, null);

    private async Task FreeAsync(bool unloadModels, bool clearCache)
    {
        try
        {
            await worker.FreeAsync(unloadModels, clearCache);
        }
        catch (Grpc.Core.RpcException e)
        {
            log.LogWarning(e, "The worker could not be asked to free memory");
        }
    }
}
