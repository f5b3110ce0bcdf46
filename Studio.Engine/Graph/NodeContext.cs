namespace Studio.Engine.Graph;

/// <summary>What a running node may know and tell: who it is, the prompt around it, progress, previews, warnings, cancellation.</summary>
/// <param name="graph">The prompt with what has been expanded so far; null where nothing expands.</param>
/// <param name="callIndex">Which call of this node it is, from 0, when it runs once per element of a list.</param>
public sealed class NodeContext(
    NodeRef node,
    RunRequest run,
    IProgress<ExecutionEvent> events,
    CancellationToken cancellationToken,
    IDynamicPrompt? graph = null,
    int callIndex = 0)
{
    private int _graphs;

    public NodeRef Node { get; } = node;

    public RunRequest Run { get; } = run;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>All nodes of this run: those of the prompt as it was sent, and those that nodes have put into it since.</summary>
    public IDynamicPrompt DynamicPrompt { get; } = graph ?? new DynamicPrompt(run.Prompt);

    /// <summary>An empty graph to expand into, see <see cref="NodeOutput.Expand"/>. Its node ids begin with node.call.graph.</summary>
    public GraphBuilder NewGraph() => new(FormattableString.Invariant($"{Node.Id}.{callIndex}.{_graphs++}."));

    /// <summary>Step <paramref name="value"/> of <paramref name="max"/>; nodes that send pictures may count from 0.</summary>
    public void Progress(int value, int max) => events.Report(new ExecutionEvent.Progress(Node, value, max));

    /// <summary>
    /// Tells the user, in a sentence, that something is not quite as asked although the node goes on. Up to <see cref="NodeWarnings.Most"/>
    /// different ones are passed on, and <see cref="NodeWarnings.Longest"/> characters of each.
    /// </summary>
    public void Warn(string text) => events.Report(new ExecutionEvent.Warned(Node, text));

    /// <summary>A picture that belongs to the step told next: tell it just before its <see cref="Progress"/>.</summary>
    public void Preview(byte[] image, string mimeType) => events.Report(new ExecutionEvent.Preview(Node, image, mimeType));
}
