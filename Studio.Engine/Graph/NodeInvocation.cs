namespace Studio.Engine.Graph;

/// <summary>Calls a node whose result type is known only at run time.</summary>
internal abstract class NodeInvocation
{
    /// <summary>Runs the node and gives either its plain result or, for nodes that return more than values, that.</summary>
    public abstract Task<(object? Plain, NodeOutput? Values)> RunAsync(INode node, NodeContext context);

    public static NodeInvocation For(Type resultType, bool isAsync) =>
        (NodeInvocation)Activator.CreateInstance((isAsync ? typeof(Awaiting<>) : typeof(Direct<>)).MakeGenericType(resultType))!;

    /// <summary>
    /// The type that declares the outputs: the result itself, or what it wraps; null for <see cref="NodeOutput"/>, which declares none.
    /// </summary>
    public static Type? Declares(Type resultType)
    {
        if (resultType == typeof(NodeOutput))
            return null;
        return resultType.IsGenericType && resultType.GetGenericTypeDefinition() == typeof(NodeOutput<>)
            ? resultType.GetGenericArguments()[0]
            : resultType;
    }

    private static (object? Plain, NodeOutput? Values) Open(object? result) => result switch
    {
        NodeOutput output => (null, output),
        ITypedOutput typed => (typed.Plain, typed.Values),
        _ => (result, null),
    };

    private sealed class Direct<TOutputs> : NodeInvocation
    {
        public override Task<(object? Plain, NodeOutput? Values)> RunAsync(INode node, NodeContext context) =>
            Task.FromResult(Open(((INode<TOutputs>)node).Run(context)));
    }

    private sealed class Awaiting<TOutputs> : NodeInvocation
    {
        public override async Task<(object? Plain, NodeOutput? Values)> RunAsync(INode node, NodeContext context) =>
            Open(await ((INodeAsync<TOutputs>)node).RunAsync(context));
    }
}
