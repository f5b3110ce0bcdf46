using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Workflows;

/// <summary>Reads the files of ComfyUI's editor. Nothing it is given can make it throw.</summary>
public static class WorkflowReader
{
    /// <summary>More inputs or outputs than any real node has; bounds the work that one file can cause.</summary>
    public const int MaxSlots = 1_000;

    /// <summary>More mistakes are not listed.</summary>
    internal const int MostFaults = 20;

    /// <summary>Reads the JSON text of a file, as Python reads JSON (<see cref="PythonJson"/>).</summary>
    public static ReadWorkflow Read(string json)
    {
        try
        {
            return Read(PythonJson.Parse(json, keepNaN: true));
        }
        catch (JsonException exception)
        {
            return Refused($"The workflow is not valid JSON: {exception.Message}");
        }
    }

    /// <summary>Reads the file's value. The node is copied, not kept.</summary>
    public static ReadWorkflow Read(JsonNode? json)
    {
        if (json is not JsonObject file || !Workflow.Is(file))
            return Refused("A workflow file is an object with a list of nodes and what the editor keeps beside it.");
        try
        {
            // a copy, read anew: keys that occur twice and halves of characters show only when everything is read
            var copy = (JsonObject)JsonNode.Parse(file.ToJsonString())!;
            var faults = new List<WorkflowFault>();
            var workflow = Read(copy, faults);
            return faults.Count == 0 ? new(workflow, []) : new(null, faults);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or JsonException)
        {
            return Refused("The workflow names the same key twice in one object, or a text in it is not valid Unicode.");
        }
    }

    private static Workflow Read(JsonObject file, List<WorkflowFault> faults)
    {
        var graphs = new GraphReader(faults);
        var definitions = new DefinitionReader(graphs, faults);
        return new Workflow(file, graphs.Read(file, ""))
        {
            Subgraphs = definitions.Subgraphs(file),
            GroupNodes = definitions.GroupNodes(file["extra"] as JsonObject),
        };
    }

    private static ReadWorkflow Refused(string sentence) => new(null, [new WorkflowFault(null, null, sentence)]);
}
