namespace Studio.Engine.Tokenizers;

/// <summary>What a text encoder takes at once: ids with a weight each, those of start, end and padding among them.</summary>
/// <param name="Ids">Where <paramref name="Embeddings"/> has an entry the id has no meaning (it is the end token).</param>
/// <param name="Weights">1 for start, end and padding.</param>
/// <param name="Embeddings">Vectors that take a token's place, by position.</param>
public sealed record TokenChunk(
    IReadOnlyList<int> Ids, IReadOnlyList<float> Weights, IReadOnlyDictionary<int, ReadOnlyMemory<float>> Embeddings);

/// <summary>A token with its weight: an id, or the vector of a textual inversion embedding.</summary>
public readonly record struct WeightedToken(int Id, float Weight, ReadOnlyMemory<float> Embedding = default);
