using System.Data.Common;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>
/// Listens to one run: passes its events on in order and keeps what the job's record needs, together with that of the attempt before.
/// </summary>
internal sealed class RunRecorder(Job job, JobEvents events, IEnumerable<IJobOutputs> outputs, TimeProvider time,
    ILogger log, RunRecorder? before = null) : IProgress<ExecutionEvent>
{
    private const int MostWarnings = 100;

    private readonly OrderedDictionary<string, JobOutput> _shown =
        new(before?._shown ?? [], StringComparer.Ordinal);

    private readonly List<JobWarning> _warnings = [.. before?._warnings ?? []];
    private readonly NodeClock _clock = new(time);
    private readonly Queue<(IJobOutputs Listener, ExecutionEvent.Executed Shown)> _unrecorded = [];
    private IReadOnlyList<string>? _cached;
    private DateTimeOffset? _cachedAt;
    private JobStop? _stop;
    private ExecutionEvent.Failed? _held;

    /// <summary>How many pictures were made and shown, previews of whole pictures too.</summary>
    public int Pictures { get; private set; } = before?.Pictures ?? 0;

    /// <summary>Whether an output node has shown what it gives, in this attempt or an earlier one.</summary>
    public bool HasShown(string nodeId) => _shown.ContainsKey(nodeId);

    public void Report(ExecutionEvent value)
    {
        // A failure in the middle (a blocked output) is told when the run goes on; the one that ends the run is told after it is recorded.
        if (_held is { } passed && value is not ExecutionEvent.Finished)
        {
            _held = null;
            events.Progressed(job, passed);
        }

        switch (value)
        {
            case ExecutionEvent.Started or ExecutionEvent.Finished:
                return;
            case ExecutionEvent.Failed failed:
                _held = failed;
                return;
            case ExecutionEvent.Interrupted interrupted:
                _stop = new(interrupted.Node.DisplayId, interrupted.Node.ClassType, interrupted.ExecutedNodes);
                return;
            case ExecutionEvent.Executing executing:
                _clock.Begin(executing.Node);
                break;
            case ExecutionEvent.NodeFinished finished:
                _clock.End(finished.Node);
                break;
            case ExecutionEvent.Cached cached:
                _cached = cached.NodeIds;
                _cachedAt = time.GetUtcNow();
                break;
            case ExecutionEvent.Executed executed:
                Keep(executed);
                break;
            case ExecutionEvent.Warned warned:
                if (!Keep(new JobWarning(warned.Node.DisplayId, warned.Node.ClassType, warned.Text)))
                    return;
                break;
        }

        events.Progressed(job, value);
    }

    /// <summary>What came out of the run. An output that was never shown is taken from <paramref name="rest"/>.</summary>
    public JobResult Result(JobFailure? failure, bool interrupted, IReadOnlyDictionary<string, JsonObject>? rest = null)
    {
        foreach (var (id, ui) in rest ?? new Dictionary<string, JsonObject>())
            _shown.TryAdd(id, new(id, id, null, id, ui.ToJsonString()));
        if (failure is null && _held is { } blocked)
            events.Progressed(job, blocked);
        return new([.. _shown.Values], _cached, _cachedAt, failure,
            interrupted ? _stop ?? new("", "", []) : null) { Warnings = _warnings.Count > 0 ? _warnings : null, Times = _clock.Times() };
    }

    /// <summary>The same sentence of every round of a loop is one.</summary>
    private bool Keep(JobWarning warning)
    {
        if (_warnings.Count >= MostWarnings || _warnings.Contains(warning))
            return false;
        _warnings.Add(warning);
        log.LogWarning("Node {NodeId} ({ClassType}) of job {Job}: {Warning}", warning.NodeId, warning.NodeType, job.Id, warning.Text);
        return true;
    }

    private void Keep(ExecutionEvent.Executed executed)
    {
        var node = executed.Node;
        Pictures += (executed.Ui["images"] as JsonArray)?.Count ?? 0;
        _shown[node.Id] = new(node.Id, node.DisplayId, node.ParentId, node.RealId ?? node.Id, executed.Ui.ToJsonString());
        foreach (var listener in outputs)
            _unrecorded.Enqueue((listener, executed));
        try
        {
            RecordOutputs();
        }
        catch (DbException e)
        {
            log.LogWarning(e, "An output of job {Job} could not be recorded; it is tried again at the end of the run", job.Id);
        }
    }

    /// <summary>
    /// Records what came out and could not be recorded when it did: a picture without an owner is one that its maker cannot see.
    /// </summary>
    /// <exception cref="DbException">The database still does not take it; what is left stays to be recorded.</exception>
    public void RecordOutputs()
    {
        for (; _unrecorded.TryPeek(out var next); _unrecorded.Dequeue())
        {
            try
            {
                next.Listener.Shown(job, next.Shown);
            }
            catch (Exception e) when (e is not DbException)
            {
                // the picture is on disk; a run must not fail because its index could not be written
                log.LogError(e, "An output of job {Job} could not be recorded", job.Id);
            }
        }
    }
}
