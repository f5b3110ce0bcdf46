using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>A text encoder with its tokenizer: the value on CLIP wires.</summary>
[WireType("CLIP")]
public sealed class ClipModel
{
    private readonly ModelPool _pool;

    internal ClipModel(ModelPool pool, ModelSource source)
    {
        _pool = pool;
        Network = new NetworkRecipe(source, ModelPart.Text);
    }

    private ClipModel(ClipModel other)
    {
        _pool = other._pool;
        Network = other.Network;
        StopAtLayer = other.StopAtLayer;
    }

    /// <summary>The last layer that runs, counted from the end: -1 is the last one.</summary>
    public int StopAtLayer { get; private init; } = -1;

    /// <summary>The text encoder with all that was done to it.</summary>
    internal NetworkRecipe Network { get; private init; }

    private ClipTextShape Shape => Network.Source.Family.Text!;

    /// <summary>
    /// The same encoder ending earlier (clip skip): -1 is the last layer, -2 the one before. A number beyond the first layer means the last
    /// again, as in ComfyUI.
    /// </summary>
    public ClipModel WithStopAtLayer(int layer) => new(this) { StopAtLayer = layer };

    /// <summary>The same encoder with other weights.</summary>
    internal ClipModel With(WeightChange change) => new(this) { Network = Network with { Changes = Network.Changes.With(change) } };

    /// <summary>
    /// Text with (weights:1.2) and embedding:names to one conditioning entry: embedding [1, 77 * chunks, width] and pooled [1, width].
    /// </summary>
    /// <param name="warn">Told of each embedding that was left out, in a sentence.</param>
    /// <exception cref="EngineException">The text is malformed (BadPrompt); the checkpoint is damaged or gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public Conditioning Encode(string text, Action<string> warn, CancellationToken cancellationToken)
    {
        var embeddings = new Embeddings(_pool.Files, Shape.Width, warn);
        var chunks = ClipChunks.Build(text, ClipTokenizer.Shared, embeddings: embeddings.Find, missing: embeddings.Missing);
        using var network = _pool.Lease(Network, cancellationToken);
        return new TextEncoder(network, Shape, StopAtLayer).Encode(chunks, cancellationToken);
    }

    /// <summary>The same where nobody is to be told.</summary>
    /// <inheritdoc cref="Encode(string, Action{string}, CancellationToken)"/>
    public Conditioning Encode(string text, CancellationToken cancellationToken) => Encode(text, _ => { }, cancellationToken);
}
