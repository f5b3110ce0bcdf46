using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine;

/// <summary>Everything the outside may ask of an engine, so that it can run in-process, in a child process or on another machine.</summary>
public interface IEngine
{
    /// <summary>
    /// The nodes there are, with inputs, outputs, limits and choices: object_info, validation and binding all come from here.
    /// </summary>
    NodeCatalog Nodes { get; }

    /// <summary>Checks a prompt and returns every error, by node, together with the output nodes that may run.</summary>
    /// <param name="files">What names of files in it mean; null for nothing.</param>
    /// <param name="targets">Only these output nodes count when given (partial execution).</param>
    Task<PromptValidation> ValidateAsync(Prompt prompt, RunFiles? files = null, IReadOnlyCollection<string>? targets = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a validated prompt to its end. Events come in order on one thread at a time. Cancelling ends the run within one model call;
    /// the run then reports <see cref="ExecutionEvent.Interrupted"/> and returns normally, as it does after a failure.
    /// </summary>
    Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken);

    /// <summary>Gives memory back. Waits for nothing: what a run still uses goes when it ends.</summary>
    void Free(bool unloadModels, bool clearCache);

    /// <summary>The networks in memory now, the largest first.</summary>
    IReadOnlyList<HeldNetwork> Held();

    EngineStatus Status();
}

/// <summary>What the engine runs on. Bytes; device memory is null where the provider cannot tell.</summary>
/// <param name="Device">cpu, cuda:0, webgpu:0 ...</param>
/// <param name="Problem">Why no job can run, in words; null when all is well.</param>
public sealed record EngineStatus(
    string Device,
    string DeviceName,
    string RuntimeVersion,
    long? DeviceMemoryTotal,
    long? DeviceMemoryFree,
    long ModelMemoryUsed,
    string? Problem)
{
    /// <summary>Whether the device has a memory of its own, apart from the machine's.</summary>
    public bool HasOwnMemory { get; init; }
}
