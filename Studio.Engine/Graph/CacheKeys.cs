using System.Security.Cryptography;
using System.Text;

namespace Studio.Engine.Graph;

/// <summary>
/// What decides a node's result: class_type, fingerprint, literals and the same for all that it depends on. Ids and _meta do not count,
/// so that renumbering a workflow keeps its results. Nodes whose fingerprint is null, and all that follow them, have no key.
/// </summary>
internal sealed class CacheKeys(Prompt prompt, NodeCatalog nodes, NodeBinder binder)
{
    private readonly Dictionary<string, string?> _keys = [];

    public string? this[string nodeId] => _keys.GetValueOrDefault(nodeId);

    public IReadOnlySet<string> All => _keys.Values.OfType<string>().ToHashSet();

    /// <summary>Computes the keys of the nodes in an order in which each comes after those it needs.</summary>
    public void Add(IEnumerable<string> nodeIds)
    {
        foreach (var id in nodeIds)
            _keys[id] = KeyOf(prompt.Nodes[id]);
    }

    private string? KeyOf(PromptNode node)
    {
        var schema = nodes.Find(node.ClassType)!;
        var text = new StringBuilder();
        Append(text, node.ClassType);
        if (schema.KeepsResultsPerId)
            Append(text, node.Id);
        if (schema.NodeType.IsAssignableTo(typeof(IFingerprint)))
        {
            if (Fingerprint(schema, node) is not { } fingerprint)
                return null;
            Append(text, fingerprint);
        }
        foreach (var input in schema.Inputs)
        {
            if (!node.Inputs.TryGetValue(input.Name, out var value))
                continue;
            Append(text, input.Name);
            if (value is InputValue.Link link)
            {
                if (_keys.GetValueOrDefault(link.NodeId) is not { } producer)
                    return null;
                Append(text.Append('@').Append(link.Slot), producer);
            }
            else
            {
                Append(text.Append('='), PythonText.Dumps(((InputValue.Literal)value).Value));
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Each part is preceded by its length, so that no two lists of parts give the same text.</summary>
    private static void Append(StringBuilder text, string part) => text.Append(part.Length).Append(':').Append(part);

    private string? Fingerprint(NodeSchema schema, PromptNode node)
    {
        try
        {
            return ((IFingerprint)binder.BindLiterals(schema, node)).Fingerprint();
        }
        catch (Exception exception) when (exception is EngineException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
