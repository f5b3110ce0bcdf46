using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>Reads what nodes of a workflow can stand for: subgraphs, and the group nodes that were there before them.</summary>
internal sealed class DefinitionReader(GraphReader graphs, List<WorkflowFault> faults)
{
    /// <summary>definitions.subgraphs of a file or of a definition.</summary>
    public IReadOnlyList<SubgraphDefinition> Subgraphs(JsonObject json)
    {
        var read = new List<SubgraphDefinition>();
        foreach (var entry in (json["definitions"] as JsonObject)?["subgraphs"] as JsonArray ?? [])
        {
            if (entry is JsonObject definition && WorkflowJson.Id(definition["id"]) is { } id)
                read.Add(Subgraph(definition, id));
            else if (faults.Count < WorkflowReader.MostFaults)
                faults.Add(new WorkflowFault(null, null, "A subgraph in the workflow's definitions has no id."));
        }
        return read;
    }

    public IReadOnlyDictionary<string, GroupNodeDefinition> GroupNodes(JsonObject? extra)
    {
        var read = new Dictionary<string, GroupNodeDefinition>(StringComparer.Ordinal);
        foreach (var (name, value) in extra?["groupNodes"] as JsonObject ?? [])
        {
            if (value is JsonObject definition)
                read[name] = new(name, graphs.Nodes(definition["nodes"], $" of the group node '{name}'", byPlace: true), definition);
        }
        return read;
    }

    private SubgraphDefinition Subgraph(JsonObject json, string id)
    {
        var name = WorkflowJson.Text(json["name"]) is { Length: > 0 } given ? given : id;
        return new(id, name, graphs.Read(json, $" of the subgraph '{name}'"), Slots(json["inputs"]), Slots(json["outputs"]),
            WorkflowJson.Id((json["inputNode"] as JsonObject)?["id"]) ?? "-10",
            WorkflowJson.Id((json["outputNode"] as JsonObject)?["id"]) ?? "-20")
        {
            Subgraphs = Subgraphs(json),
        };
    }

    private static IReadOnlyList<SubgraphSlot> Slots(JsonNode? list) =>
    [
        .. (list as JsonArray ?? []).Take(WorkflowReader.MaxSlots).Select(slot => slot as JsonObject).Select(slot => new SubgraphSlot(
            WorkflowJson.Text(slot?["name"]) ?? "",
            WorkflowJson.Type(slot?["type"]),
            [.. (slot?["linkIds"] as JsonArray ?? []).Select(WorkflowJson.Whole).OfType<long>()])),
    ];
}
