using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph;

/// <summary>
/// What decides a node's result: class_type, fingerprint, literals and the same for all that it depends on. Ids and _meta do not count,
/// so that renumbering a workflow keeps its results. Nodes whose fingerprint is null, those that an expansion gave a value of unknown
/// content, and all that follow them, have no key.
/// </summary>
internal sealed class CacheKeys(DynamicPrompt prompt, NodeCatalog nodes, NodeBinder binder)
{
    private readonly Dictionary<string, string?> _keys = new(StringComparer.Ordinal);

    public string? this[string nodeId] => _keys.GetValueOrDefault(nodeId);

    /// <summary>
    /// What holds the results inside a node's expansion together: they are kept as long as prompts have that node. Null for nodes that were
    /// sent.
    /// </summary>
    public string? ScopeOf(string nodeId) => prompt.SentAncestorOf(nodeId) is { } sent ? ScopeUnder(prompt.Find(sent)!) : null;

    /// <summary>The scope of what a node that was sent expands into.</summary>
    public static string ScopeUnder(PromptNode sent) => $"in {sent.Id} {sent.ClassType}";

    /// <summary>
    /// Computes the keys of nodes and of all that they need, as far as they are not known; those of the nodes themselves in any case.
    /// </summary>
    /// <returns>The nodes, each after those it needs.</returns>
    public async Task<IReadOnlyList<string>> AddAsync(IReadOnlyCollection<string> nodeIds, CancellationToken cancellationToken)
    {
        foreach (var id in nodeIds)
            _keys.Remove(id);
        var order = PromptWalk.From(prompt, nodes, nodeIds, _keys.ContainsKey).Order;
        foreach (var id in order)
            _keys[id] = await KeyOfAsync(prompt.Find(id)!, cancellationToken);
        return order;
    }

    private async Task<string?> KeyOfAsync(PromptNode node, CancellationToken cancellationToken)
    {
        var schema = nodes.Find(node.ClassType)!;
        var text = new StringBuilder();
        Append(text, node.ClassType);
        if (schema.KeepsResultsPerId)
            Append(text, node.Id);
        if (schema.NodeType.IsAssignableTo(typeof(IFingerprint)) || schema.NodeType.IsAssignableTo(typeof(IFingerprintAsync)))
        {
            if (await FingerprintAsync(schema, node, cancellationToken) is not { } fingerprint)
                return null;
            Append(text, fingerprint);
            // besides, not instead: the same name is another file for another user, and the cache is everybody's
            if (node.IsChanged is { } said)
                Append(text.Append('!'), said);
        }
        foreach (var name in schema.InputsOf(node).Order(StringComparer.Ordinal))
        {
            Append(text, name);
            if (!TryAppend(text, node.Inputs[name]))
                return null;
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private bool TryAppend(StringBuilder text, InputValue value)
    {
        switch (value)
        {
            case InputValue.Link link:
                if (_keys.GetValueOrDefault(link.NodeId) is not { } producer)
                    return false;
                Append(text.Append('@').Append(link.Slot), producer);
                return true;
            case InputValue.Literal literal:
                Append(text.Append('='), PythonText.Dumps(literal.Value));
                return true;
            default:
                var content = ((InputValue.Given)value).Content;
                if (content is not (string or bool or int or long or ulong or float or double or System.Numerics.BigInteger or JsonNode))
                    return false;
                Append(text.Append('#').Append(content.GetType().Name),
                    content is JsonNode json ? PythonText.Dumps(json) : Convert.ToString(content, CultureInfo.InvariantCulture)!);
                return true;
        }
    }

    /// <summary>Each part is preceded by its length, so that no two lists of parts give the same text.</summary>
    private static void Append(StringBuilder text, string part) => text.Append(part.Length).Append(':').Append(part);

    private async Task<string?> FingerprintAsync(NodeSchema schema, PromptNode node, CancellationToken cancellationToken)
    {
        try
        {
            return binder.BindLiterals(schema, node) switch
            {
                IFingerprintAsync waits => await waits.FingerprintAsync(cancellationToken),
                var knows => ((IFingerprint)knows).Fingerprint(),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }
}
