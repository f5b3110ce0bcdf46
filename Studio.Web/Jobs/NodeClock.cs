using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>Measures how long the nodes of one run take, by the nodes of the prompt: what one puts in its place is its own time.</summary>
internal sealed class NodeClock(TimeProvider time)
{
    private readonly OrderedDictionary<string, Measured> _nodes = new(StringComparer.Ordinal);

    public void Begin(NodeRef node)
    {
        if (!_nodes.TryGetValue(node.DisplayId, out var measured))
            _nodes.Add(node.DisplayId, measured = new(node.ClassType));
        // two that stand for the same node may overlap; that time counts once
        if (measured.Open.Count == 0)
            measured.Since = time.GetTimestamp();
        measured.Open.Add(node.Id);
    }

    public void End(NodeRef node)
    {
        if (_nodes.TryGetValue(node.DisplayId, out var measured) && measured.Open.Remove(node.Id) && measured.Open.Count == 0)
            measured.Took += time.GetElapsedTime(measured.Since);
    }

    /// <summary>In the order in which they began; one that did not end, up to now.</summary>
    public IReadOnlyList<JobNodeTime> Times() => [.. _nodes.Select(node => new JobNodeTime(node.Key, node.Value.ClassType,
        Math.Round((node.Value.Took + (node.Value.Open.Count > 0 ? time.GetElapsedTime(node.Value.Since) : TimeSpan.Zero)).TotalSeconds,
            3)))];

    private sealed class Measured(string classType)
    {
        public string ClassType { get; } = classType;

        /// <summary>Ids that run now.</summary>
        public HashSet<string> Open { get; } = new(StringComparer.Ordinal);

        public long Since { get; set; }

        public TimeSpan Took { get; set; }
    }
}
