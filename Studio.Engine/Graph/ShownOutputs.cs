using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>What the nodes of one run have to show, told as it comes and kept for the result.</summary>
internal sealed class ShownOutputs(OrderedEvents events, DynamicPrompt prompt)
{
    private readonly Dictionary<string, JsonObject> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ShownNode>> _inner = new(StringComparer.Ordinal);

    /// <summary>By node id.</summary>
    public IReadOnlyDictionary<string, JsonObject> All => _all;

    public void Show(NodeRef node, JsonObject ui, bool fromCache)
    {
        _all[node.Id] = ui;
        events.Report(new ExecutionEvent.Executed(node, (JsonObject)ui.DeepClone(), fromCache));
        for (var owner = prompt.ParentOf(node.Id); owner is not null; owner = prompt.ParentOf(owner))
        {
            if (!_inner.TryGetValue(owner, out var list))
                _inner[owner] = list = [];
            list.RemoveAll(shown => shown.Node.Id == node.Id);
            list.Add(new ShownNode(node, owner, ui));
        }
    }

    /// <summary>What was shown inside a node's expansion, to be kept with its result.</summary>
    public IReadOnlyList<ShownNode> TakeInner(string nodeId) => _inner.Remove(nodeId, out var list) ? list : [];

    /// <summary>A result from the cache comes with what the node warned of, and what its expansion showed, when it was computed.</summary>
    public void ShowAgain(NodeRef node, NodeResult result)
    {
        foreach (var text in result.Warnings)
            events.Report(new ExecutionEvent.Warned(node, text));
        foreach (var shown in result.Inner.Select(shown => shown.Under(node)))
        {
            _all[shown.Node.Id] = shown.Ui;
            events.Report(new ExecutionEvent.Executed(shown.Node, (JsonObject)shown.Ui.DeepClone(), FromCache: true));
            events.Report(new ExecutionEvent.NodeFinished(shown.Node));
        }
    }
}
