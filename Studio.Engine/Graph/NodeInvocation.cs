namespace Studio.Engine.Graph;

/// <summary>Calls a node whose result type is known only at run time.</summary>
internal abstract class NodeInvocation
{
    /// <summary>Runs the node; the task is complete already for nodes that do not wait.</summary>
    public abstract Task<object> RunAsync(INode node, NodeContext context);

    public static NodeInvocation For(Type resultType, bool isAsync) =>
        (NodeInvocation)Activator.CreateInstance((isAsync ? typeof(Awaiting<>) : typeof(Direct<>)).MakeGenericType(resultType))!;

    private sealed class Direct<TOutputs> : NodeInvocation
    {
        public override Task<object> RunAsync(INode node, NodeContext context) => Task.FromResult<object>(((INode<TOutputs>)node).Run(context)!);
    }

    private sealed class Awaiting<TOutputs> : NodeInvocation
    {
        public override async Task<object> RunAsync(INode node, NodeContext context) => (await ((INodeAsync<TOutputs>)node).RunAsync(context))!;
    }
}
