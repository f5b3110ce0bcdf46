using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>Stands where no engine was registered: the server starts, says what is missing, and refuses every prompt.</summary>
internal sealed class MissingEngine(IServiceProvider services) : IEngine
{
    private const string Problem = "There is no engine in this server.";

    public NodeCatalog Nodes { get; } = new([], services);

    public PromptValidation Validate(Prompt prompt, IReadOnlyCollection<string>? targets = null) =>
        new(prompt, new PromptError("no_engine", Problem, Problem, []), new Dictionary<string, NodeErrors>(), []);

    public Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken) =>
        throw new InvalidOperationException(Problem);

    public void Free(bool unloadModels, bool clearCache)
    {
        // nothing is held
    }

    public EngineStatus Status() => new("none", "none", "none", null, null, 0, Problem);
}
