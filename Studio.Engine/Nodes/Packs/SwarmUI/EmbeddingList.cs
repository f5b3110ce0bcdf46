using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

public sealed record EmbeddingListOutputs([Output("EMBEDDING", Type = "EMBEDDING")] object? Embedding);

[Node("SwarmEmbedLoaderListProvider", Pack = SwarmUIPack.Name, DisplayName = "SwarmEmbedLoaderListProvider", Category = "SwarmUI/models",
    Description = "Lists the embeddings of the server.")]
public sealed class EmbeddingList : INode<EmbeddingListOutputs>
{
    [Input(ChoicesFrom = typeof(EmbeddingNames))]
    public required string EmbedName { get; init; }

    public EmbeddingListOutputs Run(NodeContext context) =>
        throw new EngineException(EngineError.Unsupported,
            "This node only lists the embeddings of the server. Write embedding:name into a prompt to use one.");
}
