using System.Collections;
using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// What a node gave: per output slot a list of values, nearly always of one element; more when some node made a list, and then what
/// follows runs once per element. <paramref name="Ui"/> is what it has to show, null for nothing.
/// </summary>
public sealed record NodeResult(IReadOnlyList<IReadOnlyList<object?>> Slots, JsonObject? Ui)
{
    /// <summary>What the output nodes of its expansion have shown.</summary>
    internal IReadOnlyList<ShownNode> Inner { get; init; } = [];

    /// <summary>What the node has warned of.</summary>
    internal IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>All that it shows or showed, its expansion included.</summary>
    internal IEnumerable<JsonObject> AllUi => Inner.Select(shown => shown.Ui).Prepend(Ui).OfType<JsonObject>();

    /// <summary>The outputs of the calls of one node, joined: values in order, ui lists one after the other.</summary>
    /// <param name="valuesOf">The values of a link into an expansion.</param>
    internal static NodeResult Join(NodeSchema schema, IReadOnlyList<NodeOutput> calls,
        Func<InputValue.Link, IReadOnlyList<object?>> valuesOf)
    {
        var slots = schema.Outputs.Select(_ => new List<object?>()).ToArray();
        JsonObject? ui = null;
        foreach (var call in calls)
        {
            for (var slot = 0; slot < slots.Length; slot++)
                Add(slots[slot], call, call.BlocksAll ? 0 : slot, schema.Outputs[slot], valuesOf);
            if (call.Ui is { } shown)
                ui = JoinUi(ui, shown);
        }
        return new NodeResult(slots, ui);
    }

    private static void Add(List<object?> values, NodeOutput call, int slot, OutputSchema output,
        Func<InputValue.Link, IReadOnlyList<object?>> valuesOf)
    {
        var value = slot < call.Values.Count ? call.Values[slot] : null;
        if (value is InputValue.Link link && call.Graph is not null)
            values.AddRange(valuesOf(link));
        else if (!output.IsList || value is ExecutionBlocker)
            values.Add(value);
        else if (value is IEnumerable several and not string)
            values.AddRange(several.Cast<object?>());
        else if (value is not null)
            throw new EngineException(EngineError.BadPrompt, $"The output {output.Name} is declared as a list and is none.");
    }

    private static JsonObject JoinUi(JsonObject? all, JsonObject more)
    {
        if (all is null)
            return (JsonObject)more.DeepClone();
        foreach (var (key, value) in more)
        {
            if (all[key] is JsonArray list && value is JsonArray items)
            {
                foreach (var item in items)
                    list.Add(item?.DeepClone());
            }
            else
            {
                all[key] = value?.DeepClone();
            }
        }
        return all;
    }
}

/// <summary>
/// What a node inside an expansion has shown; kept with the result of the node that was expanded, <paramref name="OwnerId"/>.
/// </summary>
internal sealed record ShownNode(NodeRef Node, string OwnerId, JsonObject Ui)
{
    /// <summary>The same when the result is used for another node: ids begin with that node's.</summary>
    public ShownNode Under(NodeRef owner)
    {
        if (owner.Id == OwnerId)
            return this;
        var display = Node.DisplayId.StartsWith(OwnerId, StringComparison.Ordinal) ? owner.DisplayId : Node.DisplayId;
        return new ShownNode(new NodeRef(Moved(Node.Id), Node.ClassType, display, Moved(Node.ParentId!), owner.RealId ?? owner.Id),
            owner.Id, Ui);

        string Moved(string id) => owner.Id + id[OwnerId.Length..];
    }
}
