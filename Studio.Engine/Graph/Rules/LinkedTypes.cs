namespace Studio.Engine.Graph.Rules;

/// <summary>
/// The wire type that a link brings. Where the prompt decides it, that of whatever is linked to the inputs of the same template.
/// </summary>
internal static class LinkedTypes
{
    /// <summary>Longer chains of such nodes bring anything: they are checked where they run.</summary>
    private const int MostSteps = 32;

    /// <summary>A name, or several with commas when the inputs of a template differ.</summary>
    public static string Of(Prompt prompt, NodeCatalog nodes, InputValue.Link link) => Of(prompt, nodes, link, MostSteps);

    private static string Of(Prompt prompt, NodeCatalog nodes, InputValue.Link link, int steps)
    {
        var schema = nodes.Find(prompt.Nodes[link.NodeId].ClassType)!;
        var output = schema.Outputs[link.Slot];
        if (output.Template is null || steps == 0)
            return steps == 0 ? WireTypes.Any : output.Type;
        var linked = schema.Inputs
            .Where(input => input.Template == output.Template)
            .Select(input => prompt.Nodes[link.NodeId].Inputs.GetValueOrDefault(input.Name)).OfType<InputValue.Link>()
            .Where(source => prompt.Nodes.TryGetValue(source.NodeId, out var producer) && source.Slot >= 0
                && source.Slot < (nodes.Find(producer.ClassType)?.Outputs.Count ?? 0))
            .Select(source => Of(prompt, nodes, source, steps - 1))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return linked.Count == 0 ? output.Type : linked.Contains(WireTypes.Any) ? WireTypes.Any : string.Join(',', linked);
    }
}
