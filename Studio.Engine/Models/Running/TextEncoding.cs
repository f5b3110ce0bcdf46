using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>Texts to conditioning, through all text encoders of a model.</summary>
public sealed class TextEncoding(ModelPool pool)
{
    /// <summary>
    /// Text with (weights:1.2) and embedding:names to one conditioning entry: embedding [1,T,width], T 77 * chunks with CLIP, and pooled
    /// [1,width].
    /// </summary>
    /// <param name="warn">Told of each embedding that was left out, in a sentence.</param>
    /// <exception cref="EngineException">The text is malformed (BadPrompt); the checkpoint is damaged or gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public Conditioning Encode(ClipModel clip, string text, Action<string> warn, CancellationToken cancellationToken) =>
        Encode(clip, _ => text, warn, cancellationToken);

    /// <summary>
    /// The same with a text for each encoder by its key: l, g, h, t5xxl. Where that is null the encoder is not asked, and gives
    /// <see cref="EncodedText.Nothing"/>.
    /// </summary>
    /// <inheritdoc cref="Encode(ClipModel, string, Action{string}, CancellationToken)"/>
    public Conditioning Encode(ClipModel clip, Func<string, string?> textOf, Action<string> warn, CancellationToken cancellationToken)
    {
        var parts = clip.Layout.Parts;
        var told = new HashSet<string>(StringComparer.Ordinal);
        var chunks = parts.Select((part, at) => textOf(part.Key) is { } text ? Chunks(clip, at, part, text, sentence =>
        {
            if (told.Add(sentence))
                warn(sentence);
        }) : []).ToArray();
        var most = chunks.Where((_, at) => parts[at].Prompt.IsCut).Select(each => each.Count).DefaultIfEmpty(0).Max();
        var encoded = new List<EncodedText>();
        for (var at = 0; at < parts.Count; at++)
        {
            if (chunks[at].Count == 0)
            {
                encoded.Add(EncodedText.Nothing);
                continue;
            }
            // a shorter text is filled up with empty chunks, so that tokens stand side by side
            var missing = parts[at].Prompt.IsCut ? most - chunks[at].Count : 0;
            var empty = parts[at].Prompt.Empty(chunks[at][0].Ids.Count);
            using var network = pool.Lease(clip.Encoders[at], cancellationToken);
            encoded.Add(new TextEncoder(network, Sizes(clip, at), parts[at], clip.StopAtLayer ?? parts[at].StopAtLayer)
                .Encode([.. chunks[at], .. Enumerable.Repeat(empty, missing)], cancellationToken));
        }
        var (hidden, summary) = clip.Layout.Join(encoded);
        return new Conditioning([new ConditioningEntry(hidden) { Pooled = summary }]);
    }

    /// <summary>A text through the only encoder of a model, put to it in another way than its family's usual one.</summary>
    /// <inheritdoc cref="Encode(ClipModel, string, Action{string}, CancellationToken)"/>
    internal Conditioning Encode(ClipModel clip, IPromptLayout prompt, string text, Action<string> warn,
        CancellationToken cancellationToken)
    {
        var part = clip.Layout.Parts[0] with { Prompt = prompt };
        var chunks = Chunks(clip, 0, part, text, warn);
        using var network = pool.Lease(clip.Encoders[0], cancellationToken);
        var encoded = new TextEncoder(network, Sizes(clip, 0), part, clip.StopAtLayer ?? part.StopAtLayer)
            .Encode(chunks, cancellationToken);
        return new Conditioning([new ConditioningEntry(encoded.Hidden) { Pooled = encoded.Summary }]);
    }

    private static TextNetwork Sizes(ClipModel clip, int at) => (TextNetwork)clip.Encoders[at].Network;

    private IReadOnlyList<TokenChunk> Chunks(ClipModel clip, int at, TextPart part, string text, Action<string> warn)
    {
        int[] widths = [.. clip.Encoders.Select((_, place) => Sizes(clip, place).Width)];
        var embeddings = new Embeddings(pool.Files, widths, at, part.EmbeddingKey, warn);
        return part.Prompt.Chunks(text, embeddings.Find, embeddings.Missing);
    }
}
