using System.Collections.Frozen;
using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>The nodes by class_type. A malformed node, or two of one name, stop the start-up.</summary>
public sealed class NodeCatalog
{
    private readonly FrozenDictionary<string, NodeSchema> _byName;

    /// <summary>Reads the given node classes.</summary>
    /// <param name="services">Gives the sources of changing choices (<see cref="InputAttribute.ChoicesFrom"/>).</param>
    /// <exception cref="InvalidOperationException">A class is not a well-formed node, or a name occurs twice.</exception>
    public NodeCatalog(IEnumerable<Type> nodeTypes, IServiceProvider services)
    {
        var byName = new SortedDictionary<string, NodeSchema>(StringComparer.Ordinal);
        foreach (var schema in nodeTypes.Select(type => NodeSchema.Read(type, services)))
        {
            if (!byName.TryAdd(schema.Name, schema))
                throw NodeSchema.Malformed(schema.NodeType, $"{byName[schema.Name].NodeType.Name} is already called {schema.Name}");
        }
        All = [.. byName.Values];
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every node, ordered by name.</summary>
    public IReadOnlyList<NodeSchema> All { get; }

    /// <summary>The node of that class_type; null when there is none.</summary>
    public NodeSchema? Find(string classType) => _byName.GetValueOrDefault(classType);

    /// <summary>The node classes of an assembly: adding a node is adding a file.</summary>
    public static IEnumerable<Type> NodesIn(Assembly assembly) => assembly.GetTypes().Where(type => type.IsDefined(typeof(NodeAttribute)));
}
