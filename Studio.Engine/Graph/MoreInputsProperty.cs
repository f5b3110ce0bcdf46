using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>The property of a node that takes the inputs without a property of their own.</summary>
internal sealed class MoreInputsProperty
{
    private readonly PropertyInfo _property;

    private MoreInputsProperty(PropertyInfo property, bool isList, bool takesLiterals)
    {
        _property = property;
        IsList = isList;
        TakesLiterals = takesLiterals;
    }

    public bool IsList { get; }

    /// <summary>Undeclared literals are passed too.</summary>
    public bool TakesLiterals { get; }

    public void Set(INode node, IReadOnlyDictionary<string, IReadOnlyList<object?>> values) =>
        _property.SetValue(node, IsList ? values : values.ToDictionary(pair => pair.Key, pair => pair.Value[0], StringComparer.Ordinal));

    /// <summary>Null when the node has no such property.</summary>
    public static MoreInputsProperty? Of(Type nodeType)
    {
        var marked = nodeType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.IsDefined(typeof(MoreInputsAttribute))).ToList();
        if (marked.Count == 0)
            return null;
        if (marked is not [{ SetMethod.IsPublic: true } property])
            throw MalformedNode.Because(nodeType, "it needs one [MoreInputs] property, with a public init accessor");
        var isList = property.PropertyType == typeof(IReadOnlyDictionary<string, IReadOnlyList<object?>>);
        if (!isList && property.PropertyType != typeof(IReadOnlyDictionary<string, object?>))
            throw MalformedNode.Because(nodeType,
                $"{property.Name} must be an IReadOnlyDictionary<string, object?> or <string, IReadOnlyList<object?>>");
        return new MoreInputsProperty(property, isList, property.GetCustomAttribute<MoreInputsAttribute>()!.TakesLiterals);
    }

    /// <summary>The inputs that the node computes (<see cref="IMoreInputs"/>).</summary>
    public static IEnumerable<InputSchema> Declared(Type nodeType, MoreInputsProperty? property, IServiceProvider services)
    {
        if (MoreSlots.Read<InputSpec>(nodeType, typeof(IMoreInputs)) is not { Count: > 0 } specs)
            return [];
        if (property is null)
            throw MalformedNode.Because(nodeType, "it computes inputs, so it needs a [MoreInputs] property to take them");
        return specs.Select(spec => new InputSchema(
            spec, property.IsList, ChoiceSources.Of(nodeType, spec.Options ?? new InputAttribute(), services)));
    }
}

/// <summary>Reads what a node class computes about itself.</summary>
internal static class MoreSlots
{
    public static IReadOnlyList<TSlot> Read<TSlot>(Type nodeType, Type contract) => contract.IsAssignableFrom(nodeType)
        ? (IReadOnlyList<TSlot>)nodeType.GetInterfaceMap(contract).TargetMethods[0].Invoke(null, null)!
        : [];
}
