using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Editing;

namespace Studio.Web.Components.Workflows;

/// <summary>
/// A workflow that somebody changes: the file as it is now, and every step back and forth as a whole file, so that none loses a link. What
/// the canvas writes goes in as differences only (<see cref="GraphMerge"/>).
/// </summary>
internal sealed class GraphDraft(Workflow opened)
{
    private const int MostSteps = 100, MostText = 40 << 20;

    private readonly List<string> _back = [];
    private readonly List<string> _forth = [];
    private JsonObject? _seen;
    private string _saved = opened.Source.ToJsonString();

    public Workflow Now { get; private set; } = opened;

    public bool CanUndo => _back.Count > 0;

    public bool CanRedo => _forth.Count > 0;

    /// <summary>Something is not saved.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>What the canvas writes once it has opened the file: what differs from it later was changed there.</summary>
    public void Opened(JsonObject written) => _seen = written;

    /// <summary>Takes in what the canvas writes now. False when nothing is different, or the result is no workflow.</summary>
    public bool Take(JsonObject written)
    {
        if (_seen is null || JsonNode.DeepEquals(_seen, written))
            return false;
        var merged = GraphMerge.Apply(Now.Source, _seen, written);
        _seen = written;
        return !JsonNode.DeepEquals(merged, Now.Source) && Step(merged);
    }

    public bool SetWidget(string nodeId, string widget, JsonNode? value, NodeCatalog catalog)
    {
        var changed = WorkflowWidgets.Set(Now, [(nodeId, widget, value)], catalog);
        return !JsonNode.DeepEquals(changed.Source, Now.Source) && Step(changed.Source);
    }

    /// <summary>Another file in its place, as a step that can be taken back.</summary>
    public bool Replace(JsonObject file) => Step(file);

    /// <summary>The canvas has to open <see cref="Now"/> afterwards.</summary>
    public bool Undo() => Go(_back, _forth);

    public bool Redo() => Go(_forth, _back);

    public void Saved()
    {
        _saved = Now.Source.ToJsonString();
        IsChanged = false;
    }

    /// <summary>It came from a draft that was never saved.</summary>
    public void Differs() => (_saved, IsChanged) = ("", true);

    private bool Step(JsonObject file)
    {
        if (WorkflowReader.Read(file).Workflow is not { } next)
            return false;
        _back.Add(Now.Source.ToJsonString());
        while (_back.Count > MostSteps || (_back.Count > 1 && _back.Sum(text => (long)text.Length) > MostText))
            _back.RemoveAt(0);
        _forth.Clear();
        Set(next);
        return true;
    }

    private bool Go(List<string> from, List<string> to)
    {
        if (from.Count == 0 || WorkflowReader.Read(from[^1]).Workflow is not { } next)
            return false;
        from.RemoveAt(from.Count - 1);
        to.Add(Now.Source.ToJsonString());
        Set(next);
        return true;
    }

    private void Set(Workflow next)
    {
        Now = next;
        IsChanged = next.Source.ToJsonString() != _saved;
    }
}
