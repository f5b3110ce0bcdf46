namespace Studio.Engine.Runtime;

/// <summary>What describes a model part by part: <see cref="OrtGraph"/>, or something before it that changes what is described.</summary>
internal interface IGraphBuilder
{
    /// <inheritdoc cref="OrtGraph.Input"/>
    void Input(string name, ElementType type, params ReadOnlySpan<long> dims);

    /// <inheritdoc cref="OrtGraph.Output"/>
    void Output(string name, ElementType type);

    /// <inheritdoc cref="OrtGraph.Initializer"/>
    void Initializer(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data);

    /// <inheritdoc cref="OrtGraph.Node"/>
    void Node(string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<OrtAttribute> attributes,
        string domain = "");
}
