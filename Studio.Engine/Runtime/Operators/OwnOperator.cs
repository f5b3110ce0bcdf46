namespace Studio.Engine.Runtime;

/// <summary>An operator of our own on the CPU, with one float32 output.</summary>
internal abstract class OwnOperator(string name, params ElementType[] inputs)
{
    /// <summary>In the domain <see cref="OwnOperators.Domain"/>.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<ElementType> Inputs { get; } = inputs;

    /// <summary>The output's shape; null where too little is known.</summary>
    /// <param name="inputs">As far as they are known: -1 for a size that is not, no sizes where not even their number is.</param>
    public abstract long[]? Shape(IReadOnlyList<long[]> inputs);

    /// <summary>What a node of it needs for all its runs, disposed of with its session; null: nothing.</summary>
    /// <param name="info">The runtime's description of the node.</param>
    public virtual IDisposable? Prepare(nint info) => null;

    /// <param name="prepared">What was prepared for this node.</param>
    /// <exception cref="EngineException">The inputs do not fit each other, or memory ran out.</exception>
    public abstract void Compute(OrtKernelContext context, IDisposable? prepared);
}
