using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine;

/// <summary>The engine in this process. Several runs at once are safe, though they share one device and one cache.</summary>
internal sealed class StudioEngine(
    NodeCatalog nodes, PromptValidator validator, GraphExecutor executor, OutputCache cache, Lazy<ModelPool> models,
    EngineRuntime runtime) : IEngine, IDisposable
{
    private readonly IDisposable _givesBack = HostMemory.WhenShort(cache.Trim);

    public NodeCatalog Nodes { get; } = nodes;

    public Task<PromptValidation> ValidateAsync(Prompt prompt, RunFiles? files = null, IReadOnlyCollection<string>? targets = null,
        CancellationToken cancellationToken = default) =>
        validator.For(files ?? RunFiles.None).ValidateAsync(prompt, targets, cancellationToken);

    public async Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken)
    {
        var result = await executor.RunAsync(request, events, cancellationToken);
        if (result.Failure?.Kind == EngineError.OutOfMemory)
            Free(unloadModels: true, clearCache: true);
        return result;
    }

    public void Free(bool unloadModels, bool clearCache)
    {
        if (clearCache)
            cache.Clear();
        if (unloadModels && models.IsValueCreated)
            models.Value.Free();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    public void Dispose() => _givesBack.Dispose();

    public IReadOnlyList<HeldNetwork> Held() => models.IsValueCreated ? models.Value.Held() : [];

    public EngineStatus Status() => runtime.Status(models.IsValueCreated ? models.Value.DeviceMemoryUsed : 0);
}
