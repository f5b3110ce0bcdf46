using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

public sealed class EmbeddingNames(IModelFiles files) : ModelNames(files, "embeddings");
