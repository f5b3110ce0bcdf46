using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>
/// The nodes by class_type. A malformed built-in node, or two of one name, stop the start-up; such a node of a pack is left out.
/// </summary>
public sealed class NodeCatalog
{
    // without changing choices a class says the same in every catalog of a process, and reading one takes reflection
    private static readonly ConditionalWeakTable<Type, NodeSchema> SameEverywhere = [];

    private readonly FrozenDictionary<string, NodeSchema> _byName;
    private readonly List<RefusedPart> _refused = [];
    private readonly IReadOnlyList<NodeSchema> _withOwnChoices;
    private readonly Dictionary<string, NodeSchema>? _ofOne;

    /// <summary>Reads the given node classes.</summary>
    /// <param name="services">Gives the sources of changing choices (<see cref="InputAttribute.ChoicesFrom"/>).</param>
    /// <param name="packs">Nodes from outside; a name that is taken stays with the one that had it first.</param>
    /// <exception cref="InvalidOperationException">A built-in class is not a well-formed node, or a name occurs twice among
    /// them.</exception>
    public NodeCatalog(IEnumerable<Type> nodeTypes, IServiceProvider services, IEnumerable<NodePack>? packs = null)
    {
        var byName = new SortedDictionary<string, NodeSchema>(StringComparer.Ordinal);
        foreach (var schema in nodeTypes.Select(type => BuiltIn(type, services)))
        {
            if (!byName.TryAdd(schema.Name, schema))
                throw MalformedNode.Because(schema.NodeType, $"{byName[schema.Name].NodeType.Name} is already called {schema.Name}");
        }
        foreach (var pack in packs ?? [])
        {
            foreach (var type in NodesIn(pack.Assembly))
                Add(byName, pack, type, services);
        }
        All = [.. byName.Values];
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _withOwnChoices = [.. All.Where(schema => schema.HasOwnChoices)];
    }

    private NodeCatalog(NodeCatalog common, IImageStore store)
    {
        var ofOne = common._withOwnChoices.ToDictionary(schema => schema.Name, schema => schema.In(store), StringComparer.Ordinal);
        _withOwnChoices = common._withOwnChoices;
        _refused = common._refused;
        _ofOne = ofOne;
        _byName = common._byName;
        All = [.. common.All.Select(schema => ofOne.GetValueOrDefault(schema.Name, schema))];
    }

    /// <summary>The same nodes as one user sees them, with the choices among that user's files; nobody's are in the common one.</summary>
    public NodeCatalog In(IImageStore store) => new(this, store);

    /// <summary>Every node, ordered by name.</summary>
    public IReadOnlyList<NodeSchema> All { get; }

    /// <summary>The nodes of packs that could not be taken in, with the reason.</summary>
    public IReadOnlyList<RefusedPart> Refused => _refused;

    /// <summary>The node of that class_type; null when there is none.</summary>
    public NodeSchema? Find(string classType) => _ofOne?.GetValueOrDefault(classType) ?? _byName.GetValueOrDefault(classType);

    /// <summary>The node classes of an assembly: adding a node is adding a file.</summary>
    public static IEnumerable<Type> NodesIn(Assembly assembly) => assembly.GetTypes().Where(type => type.IsDefined(typeof(NodeAttribute)));

    /// <summary>The packs (<see cref="NodeAttribute.Pack"/>) that an assembly has classes of, by name.</summary>
    public static IReadOnlyList<string> PacksIn(Assembly assembly) =>
        [.. NodesIn(assembly).Select(PackOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The node classes of an assembly without those of some packs.</summary>
    public static IEnumerable<Type> NodesIn(Assembly assembly, IReadOnlyCollection<string> packsOff) =>
        NodesIn(assembly).Where(type => PackOf(type) is not { } pack || !packsOff.Contains(pack));

    private static NodeSchema BuiltIn(Type type, IServiceProvider services)
    {
        if (SameEverywhere.TryGetValue(type, out var known))
            return known;
        var schema = NodeSchema.Read(type, services);
        if (!schema.Inputs.Any(input => input.HasChangingChoices))
            SameEverywhere.AddOrUpdate(type, schema);
        return schema;
    }

    private static string? PackOf(Type type) => type.GetCustomAttribute<NodeAttribute>()!.Pack;

    private void Add(SortedDictionary<string, NodeSchema> byName, NodePack pack, Type type, IServiceProvider services)
    {
        var name = type.GetCustomAttribute<NodeAttribute>()?.Name ?? type.Name;
        try
        {
            CheckServices(type, services);
            var schema = NodeSchema.Read(type, services);
            schema.Module = pack.Module;
            if (!byName.TryAdd(schema.Name, schema))
                Refuse($"there is already a node {schema.Name}, from {byName[schema.Name].PythonModule}. Give this one another name.");
        }
        catch (Exception exception) // whatever the author of a pack did: it must not stop the server
        {
            Refuse(exception is TargetInvocationException { InnerException: { } inner }
                ? $"its constructor failed: {inner.Message}"
                : exception.Message);
        }

        void Refuse(string reason) => _refused.Add(new RefusedPart(new PackPart(pack.Module, "node", name), reason));
    }

    /// <summary>A node that nobody can make would only show it in the middle of a run.</summary>
    private static void CheckServices(Type type, IServiceProvider services)
    {
        if (services.GetService<IServiceProviderIsService>() is not { } known || type.GetConstructors() is not [var constructor])
            return;
        if (constructor.GetParameters()
            .FirstOrDefault(parameter => !parameter.HasDefaultValue && !known.IsService(parameter.ParameterType)) is { } missing)
            throw MalformedNode.Because(type,
                $"its constructor takes {missing.ParameterType.Name}, which nobody provides; add it in IExtension.AddServices");
    }
}
