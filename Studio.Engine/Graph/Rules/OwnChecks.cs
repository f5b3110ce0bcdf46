namespace Studio.Engine.Graph.Rules;

/// <summary>What only the node itself can judge, such as whether a picture exists.</summary>
internal sealed class OwnChecks(NodeBinder binder, NodeCatalog nodes)
{
    public async Task<IReadOnlyList<PromptError>> CheckAsync(NodeSchema schema, PromptNode node, Prompt prompt,
        CancellationToken cancellationToken)
    {
        if (!schema.NodeType.IsAssignableTo(typeof(ICheckInputs)) && !schema.NodeType.IsAssignableTo(typeof(ICheckInputsAsync)))
            return [];
        var judged = schema.Inputs.Where(input => (schema.ChecksAllInputs || input.CheckedByNode) && node.Inputs.ContainsKey(input.Name))
            .Select(string? (input) => input.Name).ToList();
        // A linked value is not known yet.
        if (!schema.ChecksLinkTypes && judged.TrueForAll(name => node.Inputs[name!] is InputValue.Link))
            return [];
        try
        {
            return await AskAsync(schema, node, KnownOf(schema, node, prompt), cancellationToken) is { } problem
                ? [.. (schema.ChecksLinkTypes ? judged.Append(null) : judged).Select(name => new PromptError.RefusedByNode(name, problem))]
                : [];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [new PromptError.CheckFailed(FailureReport.CauseOf(exception), FailureReport.MessageOf(exception))];
        }
    }

    private async Task<string?> AskAsync(NodeSchema schema, PromptNode node, InputCheck known, CancellationToken cancellationToken) =>
        binder.BindLiterals(schema, node) switch
        {
            ICheckInputsAsync waits => await waits.CheckAsync(known, cancellationToken),
            var checks => ((ICheckInputs)checks).Check(known),
        };

    private InputCheck KnownOf(NodeSchema schema, PromptNode node, Prompt prompt)
    {
        var literals = new Dictionary<string, object?>(StringComparer.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Inputs)
        {
            if (value is not InputValue.Link link)
                literals[name] = PlainValues.Of(value);
            else if (schema.TakesLink(name) && nodes.Find(prompt.Nodes[link.NodeId].ClassType) is not null)
                types[name] = LinkedTypes.Of(prompt, nodes, link);
        }
        return new InputCheck(literals, types);
    }
}
