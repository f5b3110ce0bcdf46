using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Tests.Support;

/// <summary>
/// The real validation and execution over a handful of nodes without models: pictures of one colour, steps with previews, failures, and a
/// node that waits until the test lets it go.
/// </summary>
public sealed class FakeEngine : IEngine, IOutputFiles
{
    private readonly GraphExecutor _executor;
    private readonly PromptValidator _validator;
    private readonly OutputCache _cache = new(new ClassicCache(long.MaxValue), _ => 0);

    public FakeEngine(FakeWorld world)
    {
        World = world;
        var services = new ServiceCollection().AddSingleton(world).BuildServiceProvider();
        Nodes = new NodeCatalog(FakeNodes.All, services);
        var binder = new NodeBinder(services);
        _validator = new PromptValidator(Nodes, binder);
        _executor = new GraphExecutor(Nodes, binder, _cache, this, NullLogger<GraphExecutor>.Instance);
    }

    public FakeWorld World { get; }

    public NodeCatalog Nodes { get; }

    public Task<PromptValidation> ValidateAsync(Prompt prompt, RunFiles? files = null, IReadOnlyCollection<string>? targets = null,
        CancellationToken cancellationToken = default) =>
        _validator.For(files ?? RunFiles.None).ValidateAsync(prompt, targets, cancellationToken);

    public Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken)
    {
        World.Runs.Add(request);
        if (World.LostAfterOneOutput is { } loss)
            return LoseAsync(loss, request with { Outputs = [request.Outputs[0]] }, events, cancellationToken);
        return World.Crash is { } crash ? throw crash : _executor.RunAsync(request, events, cancellationToken);
    }

    private async Task<RunResult> LoseAsync(Exception loss, RunRequest part, IProgress<ExecutionEvent> events,
        CancellationToken cancellationToken)
    {
        World.LostAfterOneOutput = null;
        await _executor.RunAsync(part, events, cancellationToken);
        throw loss;
    }

    public void Free(bool unloadModels, bool clearCache)
    {
        World.Freed.Add((unloadModels, clearCache));
        World.OnFree?.Invoke();
    }

    public IReadOnlyList<HeldNetwork> Held() => World.Held;

    public EngineStatus Status() => new("cpu", "Fake processor", "1.30.0", null, null, 0, null);

    public bool AllExist(JsonObject ui, IImageStore store) =>
        (ui["images"] as JsonArray ?? []).All(image => store.Find($"{image!["filename"]} [{image["type"]}]") is not null);

    /// <summary>Pass as <c>services</c> of <see cref="StudioApplication.StartAsync"/>.</summary>
    public static Action<IServiceCollection> With(FakeWorld world) =>
        services => services.AddSingleton(world).AddSingleton<IEngine, FakeEngine>();
}

/// <summary>What a test does to the nodes, and what they did.</summary>
public sealed class FakeWorld : IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _arrivals = new(0);

    public List<RunRequest> Runs { get; } = [];

    public List<(bool UnloadModels, bool ClearCache)> Freed { get; } = [];

    /// <summary>What is said to be in memory.</summary>
    public IReadOnlyList<HeldNetwork> Held { get; set; } = [];

    /// <summary>What freeing does.</summary>
    public Action? OnFree { get; set; }

    /// <summary>Saving fails as on a full disk.</summary>
    public volatile bool DiskIsFull;

    /// <summary>Saving meets the system's own error for a full disk.</summary>
    public volatile bool DeviceIsFull;

    /// <summary>Saving throws this, as often as it is tried.</summary>
    public Exception? SavingFails { get; set; }

    /// <summary>The engine itself throws this.</summary>
    public Exception? Crash { get; set; }

    /// <summary>The next run has shown its first output when it ends with this, as one whose worker dies.</summary>
    public Exception? LostAfterOneOutput { get; set; }

    /// <summary>Lets <paramref name="count"/> waiting nodes, now or later, go on.</summary>
    public void LetGo(int count = 1) => _gate.Release(count);

    /// <summary>Until a waiting node has come to its gate.</summary>
    public async Task ArrivalAsync() => Assert.True(await _arrivals.WaitAsync(TimeSpan.FromSeconds(60)), "No node came to its gate.");

    public void Dispose()
    {
        _gate.Dispose();
        _arrivals.Dispose();
    }

    internal async Task PassGateAsync(CancellationToken cancellationToken)
    {
        _arrivals.Release();
        await _gate.WaitAsync(cancellationToken);
    }
}
