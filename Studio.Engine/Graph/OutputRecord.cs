using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>
/// How the result of a node's method becomes output slots: a wire type is the only output, a record's members are several.
/// </summary>
internal sealed class OutputRecord
{
    private readonly IReadOnlyList<PropertyInfo>? _members;
    private readonly NodeInvocation _invocation;

    private OutputRecord(IReadOnlyList<OutputSchema> outputs, IReadOnlyList<PropertyInfo>? members, NodeInvocation invocation,
        bool isAsync, bool mayExpand)
    {
        Outputs = outputs;
        _members = members;
        _invocation = invocation;
        IsAsync = isAsync;
        MayExpand = mayExpand;
    }

    public IReadOnlyList<OutputSchema> Outputs { get; }

    public bool IsAsync { get; }

    /// <summary>The result can be more than values, so a graph can take the node's place.</summary>
    public bool MayExpand { get; }

    /// <summary>Runs a node. The task is complete already for nodes that do not wait.</summary>
    public async Task<NodeOutput> RunAsync(INode node, NodeContext context)
    {
        var (plain, values) = await _invocation.RunAsync(node, context);
        return values
            ?? NodeOutput.Plain(_members is null ? [plain] : [.. _members.Select(member => member.GetValue(plain))], (plain as IHasUi)?.Ui);
    }

    public static OutputRecord Of(Type nodeType)
    {
        var contracts = nodeType.GetInterfaces().Where(type => type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(INode<>) || type.GetGenericTypeDefinition() == typeof(INodeAsync<>))).ToList();
        if (contracts.Count != 1)
            throw MalformedNode.Because(nodeType, "it must implement INode<outputs> or INodeAsync<outputs>, one of them, once");
        var isAsync = contracts[0].GetGenericTypeDefinition() == typeof(INodeAsync<>);
        var result = contracts[0].GetGenericArguments()[0];
        var declared = NodeInvocation.Declares(result);
        var mayExpand = declared != result;
        var more = MoreSlots.Read<OutputSchema>(nodeType, typeof(IMoreOutputs));
        if (more.Count > 0 && !mayExpand)
            throw MalformedNode.Because(nodeType, "it computes outputs, so it must return NodeOutput");
        var invocation = NodeInvocation.For(result, isAsync);
        if (declared is null)
            return new OutputRecord(more, null, invocation, isAsync, mayExpand);
        if (SlotType.Of(declared, named: null) is { } single)
            return new OutputRecord([new OutputSchema(single.Type, single.Type, single.IsList), .. more], null, invocation, isAsync,
                mayExpand);
        var members = Members(declared);
        return new OutputRecord([.. members.Select(member => Describe(nodeType, declared, member)), .. more], members, invocation, isAsync,
            mayExpand);
    }

    private static List<PropertyInfo> Members(Type result) =>
        [.. result.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => !(member.Name == nameof(IHasUi.Ui) && result.IsAssignableTo(typeof(IHasUi))))
            .OrderBy(member => member.MetadataToken)];

    private static OutputSchema Describe(Type nodeType, Type result, PropertyInfo member)
    {
        var declared = member.GetCustomAttribute<OutputAttribute>()
            ?? ParameterOf(result, member.Name)?.GetCustomAttribute<OutputAttribute>();
        var slot = SlotType.Of(member.PropertyType, declared?.Type)
            ?? throw MalformedNode.Because(nodeType, $"its output {member.Name} has type {member.PropertyType.Name}, which cannot travel");
        return new OutputSchema(declared?.Name ?? slot.Type, slot.Type, slot.IsList, declared?.Template, declared?.Tooltip);
    }

    private static ParameterInfo? ParameterOf(Type result, string name) =>
        result.GetConstructors().SelectMany(constructor => constructor.GetParameters()).FirstOrDefault(parameter => parameter.Name == name);
}
