using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Forms;

/// <summary>Finds the form of a workflow in what came with it.</summary>
public static class FormReader
{
    /// <summary>
    /// The inputs of App Mode (extra.linearData.inputs, a list of [node, widget]), else those of external nodes, else a proposal. A
    /// manifest, or what the owner chose, goes before all of them and is not asked for here.
    /// </summary>
    /// <param name="file">The editor's file; null when there is only a prompt.</param>
    public static WorkflowForm Find(Workflow? file, Prompt prompt, NodeCatalog catalog)
    {
        if (AppMode(file) is { Count: > 0 } chosen && WidgetInputs.Of(chosen, prompt, catalog, FormOrigin.AppMode)
            is { Inputs.Count: > 0 } app)
            return app;
        return ExternalNodes.FormOf(prompt) ?? WidgetInputs.Propose(prompt, catalog);
    }

    private static List<FormTarget> AppMode(Workflow? file)
    {
        var inputs = ((file?.Source["extra"] as JsonObject)?["linearData"] as JsonObject)?["inputs"] as JsonArray ?? [];
        return
        [
            .. inputs.OfType<JsonArray>().Where(pair => pair.Count >= 2)
                .Select(pair => (Node: WorkflowJson.Id(pair[0]), Field: WorkflowJson.Text(pair[1])))
                .Where(pair => pair is { Node: not null, Field: not null })
                .Select(pair => new FormTarget(pair.Node!, pair.Field!)),
        ];
    }
}
