using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>Texts to conditioning, through all text encoders of a model.</summary>
public sealed class TextEncoding(ModelPool pool)
{
    /// <summary>
    /// Text with (weights:1.2) and embedding:names to one conditioning entry: embedding [1,77 * chunks,width] and pooled [1,width].
    /// </summary>
    /// <param name="warn">Told of each embedding that was left out, in a sentence.</param>
    /// <exception cref="EngineException">The text is malformed (BadPrompt); the checkpoint is damaged or gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public Conditioning Encode(ClipModel clip, string text, Action<string> warn, CancellationToken cancellationToken) =>
        Encode(clip, _ => text, warn, cancellationToken);

    /// <summary>The same with a text for each encoder by its key: l, g, h.</summary>
    /// <inheritdoc cref="Encode(ClipModel, string, Action{string}, CancellationToken)"/>
    public Conditioning Encode(ClipModel clip, Func<string, string> textOf, Action<string> warn, CancellationToken cancellationToken)
    {
        var parts = clip.Layout.Parts;
        var told = new HashSet<string>(StringComparer.Ordinal);
        var chunks = parts.Select((part, at) => Chunks(clip, at, textOf(part.Key), sentence =>
        {
            if (told.Add(sentence))
                warn(sentence);
        })).ToArray();
        var most = chunks.Max(each => each.Count);
        var encoded = new List<(Tensor Hidden, Tensor Pooled)>();
        for (var at = 0; at < parts.Count; at++)
        {
            // a shorter text is filled up with empty chunks, so that tokens stand side by side
            var empty = ClipChunks.Build([], parts[at].Padding);
            using var network = pool.Lease(clip.Encoders[at], cancellationToken);
            encoded.Add(new TextEncoder(network, Sizes(clip, at), parts[at], clip.StopAtLayer ?? parts[at].StopAtLayer)
                .Encode([.. chunks[at], .. Enumerable.Repeat(empty[0], most - chunks[at].Count)], cancellationToken));
        }
        var embedding = SideBySide([.. encoded.Select(each => each.Hidden)]);
        return new Conditioning([new ConditioningEntry(embedding) { Pooled = encoded[^1].Pooled }]);
    }

    private static ClipText Sizes(ClipModel clip, int at) => (ClipText)clip.Encoders[at].Network;

    private IReadOnlyList<ClipChunk> Chunks(ClipModel clip, int at, string text, Action<string> warn)
    {
        var part = clip.Layout.Parts[at];
        int[] widths = [.. clip.Encoders.Select((_, place) => Sizes(clip, place).Width)];
        var embeddings = new Embeddings(pool.Files, widths, at, "clip_" + part.Key, warn);
        return ClipChunks.Build(text, ClipTokenizer.Shared, part.Padding, embeddings.Find, embeddings.Missing);
    }

    /// <summary>[1,T,D] each to [1,T,sum of D].</summary>
    private static Tensor SideBySide(Tensor[] parts)
    {
        if (parts.Length == 1)
            return parts[0];
        var joined = new Tensor(1, parts[0].Size(1), parts.Sum(part => part.Size(2)));
        var width = joined.Size(2);
        for (var token = 0; token < joined.Size(1); token++)
        {
            var at = token * width;
            foreach (var part in parts)
            {
                part.Span.Slice(token * part.Size(2), part.Size(2)).CopyTo(joined.Span[at..]);
                at += part.Size(2);
            }
        }
        return joined;
    }
}
