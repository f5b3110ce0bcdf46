using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>Reads nodes and what lies between them; mistakes go into <paramref name="faults"/>, and what has one is left out.</summary>
internal sealed class GraphReader(List<WorkflowFault> faults)
{
    /// <summary>Reads what the root of a file, or of a subgraph's definition, has.</summary>
    /// <param name="where">" of the subgraph 'x'", or nothing.</param>
    public WorkflowGraph Read(JsonObject json, string where)
    {
        var extra = json["extra"] as JsonObject;
        return new(Nodes(json["nodes"], where, byPlace: false), Links(json["links"], extra, where))
        {
            Groups = [.. (json["groups"] as JsonArray ?? []).OfType<JsonObject>().Select(Group)],
            Reroutes = [.. (json["reroutes"] as JsonArray ?? extra?["reroutes"] as JsonArray ?? []).OfType<JsonObject>().Select(Reroute)],
        };
    }

    /// <param name="byPlace">Whether the place in the list is a node's id, as in group nodes.</param>
    public List<WorkflowNode> Nodes(JsonNode? list, string where, bool byPlace)
    {
        var nodes = new List<WorkflowNode>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, place) in List(list, "nodes", where).Select((entry, place) => (entry, place)))
        {
            var id = byPlace ? $"{place}" : entry is JsonObject ? WorkflowJson.Id(entry["id"]) : null;
            if (entry is not JsonObject node || id is null || WorkflowJson.Text(node["type"]) is not { } type)
                Fault($"Entry {place + 1} of the nodes{where} is no node: it needs an id and a type.");
            else if (!ids.Add(id))
                Fault($"Two nodes{where} have the id {id}; give one of them another.", id);
            else if (Node(node, id, type) is { } read)
                nodes.Add(read);
        }
        return nodes;
    }

    private WorkflowNode? Node(JsonObject json, string id, string type)
    {
        var (inputs, outputs) = (json["inputs"] as JsonArray ?? [], json["outputs"] as JsonArray ?? []);
        var node = new WorkflowNode(id, type, json)
        {
            Title = WorkflowJson.Text(json["title"]) is { Length: > 0 } title ? title : null,
            Mode = (NodeMode)(WorkflowJson.Slot(json["mode"]) ?? 0),
            Order = WorkflowJson.Whole(json["order"]),
            Position = Pair(json["pos"]),
            Size = Pair(json["size"]),
            Inputs = [.. inputs.Take(WorkflowReader.MaxSlots).Select(Input)],
            Outputs = [.. outputs.Take(WorkflowReader.MaxSlots)
                .Select(output => new WorkflowOutput(Field(output, "name"), WorkflowJson.Type((output as JsonObject)?["type"])))],
        };
        var problem = inputs.Count > WorkflowReader.MaxSlots || outputs.Count > WorkflowReader.MaxSlots
                ? $"it has more than {WorkflowReader.MaxSlots} inputs or outputs."
            : json["inputs"] is not (null or JsonArray) || json["outputs"] is not (null or JsonArray)
                ? "its inputs and outputs must be lists."
            : inputs.Any(input => input is not JsonObject named || WorkflowJson.Text(named["name"]) is null)
                ? "each of its inputs must be an object with a name."
            : json["widgets_values"] is JsonValue ? "its widgets_values must be a list, or an object by name."
            : null;
        if (problem is null)
            return node;
        Fault(node.Fault(problem));
        return null;
    }

    private List<WorkflowLink> Links(JsonNode? list, JsonObject? extra, string where)
    {
        var bends = new Dictionary<long, long>();
        foreach (var extension in (extra?["linkExtensions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (WorkflowJson.Whole(extension["id"]) is { } id && WorkflowJson.Whole(extension["parentId"]) is { } parent)
                bends[id] = parent;
        }
        var links = new List<WorkflowLink>();
        foreach (var (entry, place) in List(list, "links", where).Select((entry, place) => (entry, place)))
        {
            if (entry is null) // a removed link, in old files
                continue;
            if (Link(entry) is not { } link)
                Fault($"Entry {place + 1} of the links{where} is no link: it needs an id, two nodes and two slots.");
            else
                links.Add(bends.TryGetValue(link.Id, out var bend) ? link with { Reroute = bend } : link);
        }
        return links;
    }

    private static WorkflowLink? Link(JsonNode entry) => entry switch
    {
        JsonArray { Count: >= 5 } list => Link(list[0], list[1], list[2], list[3], list[4], list.Count > 5 ? list[5] : null, null),
        JsonObject fields => Link(fields["id"], fields["origin_id"], fields["origin_slot"], fields["target_id"], fields["target_slot"],
            fields["type"], fields["parentId"]),
        _ => null,
    };

    private static WorkflowLink? Link(JsonNode? id, JsonNode? from, JsonNode? fromSlot, JsonNode? to, JsonNode? toSlot, JsonNode? type,
        JsonNode? reroute) =>
        WorkflowJson.Whole(id) is { } number && WorkflowJson.Id(from) is { } origin && WorkflowJson.Slot(fromSlot) is { } output
        && WorkflowJson.Id(to) is { } target && WorkflowJson.Slot(toSlot) is { } input
            ? new(number, origin, output, target, input, WorkflowJson.Type(type), WorkflowJson.Whole(reroute))
            : null;

    private static WorkflowInput Input(JsonNode? json)
    {
        var fields = json as JsonObject;
        return new(Field(json, "name"), WorkflowJson.Type(fields?["type"]), WorkflowJson.Whole(fields?["link"]),
            WorkflowJson.Text((fields?["widget"] as JsonObject)?["name"]));
    }

    private static WorkflowGroup Group(JsonObject json)
    {
        var bounds = json["bounding"] as JsonArray;
        double At(int index) => bounds?.Count > index ? WorkflowJson.Number(bounds[index]) ?? 0 : 0;
        return new(Field(json, "title"), At(0), At(1), At(2), At(3));
    }

    private static WorkflowReroute Reroute(JsonObject json)
    {
        var (x, y) = Pair(json["pos"]);
        return new(WorkflowJson.Whole(json["id"]) ?? 0, x, y, WorkflowJson.Whole(json["parentId"]));
    }

    /// <summary>[x, y], or {"0": x, "1": y} as typed lists of JavaScript are written.</summary>
    private static (double First, double Second) Pair(JsonNode? json) => json switch
    {
        JsonArray { Count: >= 2 } list => (WorkflowJson.Number(list[0]) ?? 0, WorkflowJson.Number(list[1]) ?? 0),
        JsonObject fields => (WorkflowJson.Number(fields["0"]) ?? 0, WorkflowJson.Number(fields["1"]) ?? 0),
        _ => default,
    };

    private static string Field(JsonNode? json, string name) => WorkflowJson.Text((json as JsonObject)?[name]) ?? "";

    private JsonArray List(JsonNode? list, string name, string where)
    {
        if (list is not (null or JsonArray))
            Fault($"The {name}{where} must be a list.");
        return list as JsonArray ?? [];
    }

    private void Fault(string sentence, string? node = null) => Fault(new WorkflowFault(node, null, sentence));

    private void Fault(WorkflowFault fault)
    {
        if (faults.Count < WorkflowReader.MostFaults)
            faults.Add(fault);
    }
}
