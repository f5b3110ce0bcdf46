using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows.Editing;

/// <summary>
/// Takes into a file what somebody changed on a canvas, and nothing else. A canvas writes a graph in its own way: what it wrote when it had
/// just opened the file (<c>before</c>) is compared with what it writes now (<c>after</c>), and only the differences go into the file,
/// which
/// keeps all that the canvas does not know. Widget values of nodes that were there are not among them: these are set by name
/// (<see cref="WorkflowWidgets"/>).
/// </summary>
public static class GraphMerge
{
    private static readonly string[] Told = ["widgets_values", "widgets_values_named"];

    /// <returns>A new file; the three stay as they are.</returns>
    public static JsonObject Apply(JsonObject file, JsonObject before, JsonObject after)
    {
        var merged = (JsonObject)file.DeepClone();
        foreach (var name in Names(before, after).Where(name => !JsonNode.DeepEquals(before[name], after[name])))
        {
            merged[name] = name switch
            {
                "nodes" => ById(file[name] as JsonArray, before[name] as JsonArray, after[name] as JsonArray, NodeId, isNode: true),
                "links" or "floatingLinks" or "reroutes" =>
                    ById(file[name] as JsonArray, before[name] as JsonArray, after[name] as JsonArray, EntryId, isNode: false),
                _ => Value(file[name], before[name], after[name]),
            };
        }
        return merged;
    }

    private static JsonNode? Value(JsonNode? file, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
            return file?.DeepClone();
        return (file, before, after) switch
        {
            (JsonObject own, JsonObject was, JsonObject now) => Fields(own, was, now, isNode: false),
            (JsonArray own, JsonArray was, JsonArray now) when own.Count == was.Count && was.Count == now.Count
                && own.All(entry => entry is JsonObject) =>
                new JsonArray([.. Enumerable.Range(0, own.Count).Select(i => Value(own[i], was[i], now[i]))]),
            _ => after?.DeepClone(),
        };
    }

    private static JsonObject Fields(JsonObject file, JsonObject before, JsonObject after, bool isNode)
    {
        var merged = (JsonObject)file.DeepClone();
        foreach (var name in Names(before, after).Where(name => !JsonNode.DeepEquals(before[name], after[name])
            && !(isNode && Told.Contains(name))))
        {
            if (after.ContainsKey(name))
                merged[name] = isNode && name is "inputs" or "outputs" && file[name] is JsonArray && before[name] is JsonArray
                    && after[name] is JsonArray
                    ? Slots((JsonArray)file[name]!, (JsonArray)before[name]!, (JsonArray)after[name]!)
                    : Value(file[name], before[name], after[name]);
            else
                merged.Remove(name);
        }
        return merged;
    }

    // sockets have no ids: one is told by its name, and of several of one name by their order
    private static JsonArray Slots(JsonArray file, JsonArray before, JsonArray after)
    {
        var (own, was) = (Named(file), Named(before));
        return new([.. Named(after).Select(slot => own.TryGetValue(slot.Key, out var kept) && was.TryGetValue(slot.Key, out var old)
            ? Value(kept, old, slot.Value)
            : slot.Value?.DeepClone())]);

        static OrderedDictionary<(string, int), JsonNode?> Named(JsonArray slots)
        {
            var named = new OrderedDictionary<(string, int), JsonNode?>();
            foreach (var slot in slots)
            {
                var name = WorkflowJson.Text((slot as JsonObject)?["name"]) ?? "";
                var number = 0;
                while (!named.TryAdd((name, number), slot))
                    number++;
            }
            return named;
        }
    }

    /// <summary>The file's own entries in their order, changed or as they are, then the new ones.</summary>
    private static JsonArray ById(JsonArray? file, JsonArray? before, JsonArray? after, Func<JsonNode?, string?> idOf, bool isNode)
    {
        var (was, now) = (Dictionary(before, idOf), Dictionary(after, idOf));
        var merged = new JsonArray();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in file ?? [])
        {
            if (idOf(entry) is not { } id || !was.ContainsKey(id))
            {
                merged.Add(entry?.DeepClone()); // what the canvas never saw cannot have been taken away on it
                continue;
            }
            known.Add(id);
            if (now.TryGetValue(id, out var changed))
                merged.Add(isNode && entry is JsonObject own && was[id] is JsonObject old && changed is JsonObject node
                    ? Fields(own, old, node, isNode: true)
                    : JsonNode.DeepEquals(was[id], changed) ? entry?.DeepClone() : changed?.DeepClone());
        }
        foreach (var (id, entry) in now.Where(entry => !known.Contains(entry.Key)))
            merged.Add(entry?.DeepClone());
        return merged;
    }

    private static OrderedDictionary<string, JsonNode?> Dictionary(JsonArray? entries, Func<JsonNode?, string?> idOf)
    {
        var byId = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var entry in entries ?? [])
        {
            if (idOf(entry) is { } id)
                byId[id] = entry;
        }
        return byId;
    }

    private static string? NodeId(JsonNode? node) => WorkflowJson.Id((node as JsonObject)?["id"]);

    private static string? EntryId(JsonNode? entry) => entry switch
    {
        JsonArray { Count: > 0 } link => WorkflowJson.Id(link[0]),
        JsonObject fields => WorkflowJson.Id(fields["id"]),
        _ => null,
    };

    private static IEnumerable<string> Names(JsonObject one, JsonObject other) =>
        one.Select(field => field.Key).Concat(other.Select(field => field.Key)).Distinct(StringComparer.Ordinal);
}
