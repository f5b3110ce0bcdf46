using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>How the result of a node's method becomes output slots: a wire type is the only output, a record's members are several.</summary>
internal sealed class OutputRecord
{
    private readonly IReadOnlyList<PropertyInfo>? _members;

    private OutputRecord(IReadOnlyList<OutputSchema> outputs, IReadOnlyList<PropertyInfo>? members, Type resultType, bool isAsync)
    {
        Outputs = outputs;
        _members = members;
        IsAsync = isAsync;
        Invocation = NodeInvocation.For(resultType, isAsync);
    }

    public IReadOnlyList<OutputSchema> Outputs { get; }

    public bool IsAsync { get; }

    public NodeInvocation Invocation { get; }

    /// <summary>The values of a result in slot order.</summary>
    public IReadOnlyList<object?> Values(object result) => _members is null ? [result] : [.. _members.Select(member => member.GetValue(result))];

    public static OutputRecord Of(Type nodeType)
    {
        var contracts = nodeType.GetInterfaces().Where(type => type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(INode<>) || type.GetGenericTypeDefinition() == typeof(INodeAsync<>))).ToList();
        if (contracts.Count != 1)
            throw NodeSchema.Malformed(nodeType, "it must implement INode<outputs> or INodeAsync<outputs>, one of them, once");
        var isAsync = contracts[0].GetGenericTypeDefinition() == typeof(INodeAsync<>);
        var result = contracts[0].GetGenericArguments()[0];
        if (SlotType.Of(result) is { } single)
            return new OutputRecord([new OutputSchema(single.Type, single.Type, single.IsList)], null, result, isAsync);
        var members = Members(result);
        return new OutputRecord([.. members.Select(member => Describe(nodeType, result, member))], members, result, isAsync);
    }

    private static List<PropertyInfo> Members(Type result) =>
        [.. result.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => !(member.Name == nameof(IHasUi.Ui) && result.IsAssignableTo(typeof(IHasUi))))
            .OrderBy(member => member.MetadataToken)];

    private static OutputSchema Describe(Type nodeType, Type result, PropertyInfo member)
    {
        var slot = SlotType.Of(member.PropertyType)
            ?? throw NodeSchema.Malformed(nodeType, $"its output {member.Name} has type {member.PropertyType.Name}, which cannot travel");
        var named = member.GetCustomAttribute<OutputAttribute>() ?? ParameterOf(result, member.Name)?.GetCustomAttribute<OutputAttribute>();
        return new OutputSchema(named?.Name ?? slot.Type, slot.Type, slot.IsList);
    }

    private static ParameterInfo? ParameterOf(Type result, string name) =>
        result.GetConstructors().SelectMany(constructor => constructor.GetParameters()).FirstOrDefault(parameter => parameter.Name == name);
}
