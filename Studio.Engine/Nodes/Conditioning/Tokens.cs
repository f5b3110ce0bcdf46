using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>The token axis of embeddings [1,T,D].</summary>
internal static class Tokens
{
    /// <summary>Exactly <paramref name="count"/> tokens: cut off, or filled with zeros.</summary>
    public static Tensor Fit(Tensor embedding, int count)
    {
        if (embedding.Size(1) >= count)
            return Resample.Narrow(embedding, 1, 0, count);
        return Concat(embedding, new Tensor(1, count - embedding.Size(1), embedding.Size(2)));
    }

    /// <summary>The tokens of both.</summary>
    /// <exception cref="EngineException">They come from different kinds of text encoders (BadPrompt).</exception>
    public static Tensor Concat(Tensor first, Tensor second)
    {
        if (first.Size(2) != second.Size(2))
            throw new EngineException(EngineError.BadPrompt,
                $"{first} and {second} cannot be joined: they come from different kinds of text encoders.");
        var joined = new Tensor(1, first.Size(1) + second.Size(1), first.Size(2));
        first.Span.CopyTo(joined.Span);
        second.Span.CopyTo(joined.Span[first.Length..]);
        return joined;
    }
}
