using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>What runs jobs, one at a time.</summary>
public interface IWorker
{
    /// <summary>Names it in leases, on pages and in the log; begins with <see cref="Leases.Here"/>.</summary>
    string Name { get; }

    /// <summary>Until it can take a job.</summary>
    Task ReadyAsync(CancellationToken cancellationToken);

    /// <summary>As <see cref="IEngine.RunAsync"/>.</summary>
    /// <exception cref="WorkerLostException">It ended before the run did.</exception>
    Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken);
}

/// <summary>The engine in this process.</summary>
internal sealed class EngineWorker(IEngine engine) : IWorker
{
    public string Name => Leases.Here + "engine";

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // the engine computes on the calling thread for as long as it likes
    public Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken) =>
        Task.Run(() => engine.RunAsync(request, events, cancellationToken), CancellationToken.None);
}
