using System.Collections;
using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// What a node gave: per output slot a list of values, nearly always of one element; more when some node made a list, and then what
/// follows runs once per element. <paramref name="Ui"/> is what it has to show, null for nothing.
/// </summary>
public sealed record NodeResult(IReadOnlyList<IReadOnlyList<object?>> Slots, JsonObject? Ui)
{
    /// <summary>The results of the calls of one node, joined: values in order, ui lists one after the other.</summary>
    internal static NodeResult Join(NodeSchema schema, IReadOnlyList<object> calls)
    {
        var slots = schema.Outputs.Select(_ => new List<object?>()).ToArray();
        JsonObject? ui = null;
        foreach (var call in calls)
        {
            var values = schema.OutputRecord.Values(call);
            for (var slot = 0; slot < slots.Length; slot++)
            {
                if (schema.Outputs[slot].IsList)
                    slots[slot].AddRange(((IEnumerable)values[slot]!).Cast<object?>());
                else
                    slots[slot].Add(values[slot]);
            }
            if (call is IHasUi shown)
                ui = JoinUi(ui, shown.Ui);
        }
        return new NodeResult(slots, ui);
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
