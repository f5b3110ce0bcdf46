using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Graph;

/// <summary>The real executor over toy nodes, with a record of what happened.</summary>
internal sealed class ToyEngine : IProgress<ExecutionEvent>, IOutputFiles, IDisposable
{
    private readonly ServiceProvider _services;
    private readonly GraphExecutor _executor;
    private readonly PromptValidator _validator;

    public ToyEngine(int meetingSize = 2, ICachePolicy? policy = null)
    {
        _services = new ServiceCollection().AddSingleton(Counter).AddSingleton(World).AddSingleton(new Meeting(meetingSize))
            .AddSingleton<ManyChoices>()
            .BuildServiceProvider();
        Nodes = new NodeCatalog(ToyNodes.All, _services);
        var binder = new NodeBinder(_services);
        _validator = new PromptValidator(Nodes, binder);
        Cache = new OutputCache(policy ?? new ClassicCache(long.MaxValue), value => value is ToyPicture ? 100 : 0);
        _executor = new GraphExecutor(Nodes, binder, Cache, this, Log);
    }

    public ListLog<GraphExecutor> Log { get; } = new();

    public NodeCatalog Nodes { get; }

    public RunCounter Counter { get; } = new();

    public OutsideWorld World { get; } = new();

    public OutputCache Cache { get; }

    public HashSet<string> DeletedFiles { get; } = [];

    public List<ExecutionEvent> Events { get; } = [];

    /// <summary>Called for each event as it comes.</summary>
    public Action<ExecutionEvent>? OnEvent { get; set; }

    /// <summary>The events as words: "executing 2", "progress 2 1/3", "executed 3 cached".</summary>
    public IEnumerable<string> Story => Events.Select(Tell);

    public async Task<PromptValidation> ValidateAsync(string json, params string[] targets)
    {
        var parsed = PromptParser.Parse(json);
        return parsed.Prompt is { } prompt
            ? await _validator.ValidateAsync(prompt, targets.Length > 0 ? targets : null)
            : new PromptValidation(new Prompt(new Dictionary<string, PromptNode>(), []), parsed.Error,
                new Dictionary<string, NodeErrors>(), []);
    }

    /// <summary>Runs a prompt that must be valid and returns the result; <see cref="Events"/> holds this run only.</summary>
    public async Task<RunResult> RunAsync(string json, CancellationToken cancellationToken = default)
    {
        var valid = await ValidateAsync(json);
        Assert.True(valid.CanRun, valid.Error?.Text().Details);
        return await RunUncheckedAsync(valid.Prompt, valid.Outputs, cancellationToken);
    }

    public Task<RunResult> RunUncheckedAsync(Prompt prompt, IReadOnlyList<string> outputs, CancellationToken cancellationToken = default)
    {
        Events.Clear();
        return _executor.RunAsync(new RunRequest("prompt", prompt, outputs), this, cancellationToken);
    }

    public void Report(ExecutionEvent value)
    {
        Events.Add(value);
        OnEvent?.Invoke(value);
    }

    public bool AllExist(JsonObject ui, IImageStore store) =>
        !DeletedFiles.Overlaps((ui["images"] as JsonArray ?? []).Select(image => (string)image!["filename"]!));

    public void Dispose() => _services.Dispose();

    private static string Tell(ExecutionEvent step) => step switch
    {
        ExecutionEvent.Started => "started",
        ExecutionEvent.Cached cached => $"cached {string.Join(',', cached.NodeIds)}".Trim(),
        ExecutionEvent.Executing executing => $"executing {executing.Node.Id}",
        ExecutionEvent.Progress progress => $"progress {progress.Node.Id} {progress.Value}/{progress.Max}",
        ExecutionEvent.Preview preview => $"preview {preview.Node.Id}",
        ExecutionEvent.Executed executed => $"executed {executed.Node.Id}{(executed.FromCache ? " cached" : "")}",
        ExecutionEvent.Warned warned => $"warned {warned.Node.Id} {warned.Text}",
        ExecutionEvent.NodeFinished finished => $"done {finished.Node.Id}",
        ExecutionEvent.Failed failed => $"failed {failed.Failure.Node.Id}",
        ExecutionEvent.Interrupted interrupted => $"interrupted {interrupted.Node.Id}",
        _ => "finished",
    };
}
