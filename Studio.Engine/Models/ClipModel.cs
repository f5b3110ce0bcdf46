using System.Collections.Immutable;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>
/// The text encoders of a model with what is done to them: the value on CLIP wires, a recipe that holds no weights.
/// <see cref="TextEncoding"/> works with it.
/// </summary>
[WireType("CLIP")]
public sealed record ClipModel
{
    internal ClipModel(TextLayout layout, ImmutableArray<NetworkRecipe> encoders) => (Layout, Encoders) = (layout, encoders);

    /// <summary>
    /// The last layer that runs, counted from the end: -1 is the last one. Null is where the family's denoiser expects it to end.
    /// </summary>
    public int? StopAtLayer { get; private init; }

    /// <summary>How texts go through the encoders and come together.</summary>
    internal TextLayout Layout { get; }

    /// <summary>The encoders in the layout's order, with all that was done to them.</summary>
    internal ImmutableArray<NetworkRecipe> Encoders { get; private init; }

    /// <summary>What the encoders are called in messages.</summary>
    internal string Name => string.Join(" + ", Encoders.Select(encoder => encoder.Source.Name).Distinct());

    /// <summary>
    /// The same encoder ending earlier (clip skip): -1 is the last layer, -2 the one before. A number beyond the first layer means the last
    /// again, as in ComfyUI.
    /// </summary>
    public ClipModel WithStopAtLayer(int layer) => this with { StopAtLayer = layer };

    /// <summary>The same encoders, staying in main memory and computed by the processor.</summary>
    public ClipModel InMainMemory() => this with
    {
        Encoders = [.. Encoders.Select(static encoder => encoder with { InMainMemory = true })],
    };

    /// <summary>The same encoders, of which T5 is given more to read behind a text.</summary>
    /// <param name="morePadding">Fillers behind every text.</param>
    /// <param name="leastLength">Up to which a shorter text is filled.</param>
    internal ClipModel WithPaddedT5(int morePadding, int leastLength)
    {
        TextPart Padded(TextPart part) => part.Prompt is T5Prompt t5
            ? part with { Prompt = t5 with { LeastLength = leastLength, MorePadding = morePadding } }
            : part;
        return new(Layout with { Parts = [.. Layout.Parts.Select(Padded)] }, Encoders) { StopAtLayer = StopAtLayer };
    }

    /// <summary>The same encoders with other weights in those of a role.</summary>
    internal ClipModel With(NetworkRole role, WeightChange change) => this with
    {
        Encoders = [.. Encoders.Select(encoder => encoder.Network.Role == role ? encoder.With(change) : encoder)],
    };

    public bool Equals(ClipModel? other) => other is not null && StopAtLayer == other.StopAtLayer && Layout == other.Layout
        && Encoders.AsSpan().SequenceEqual(other.Encoders.AsSpan());

    public override int GetHashCode() => Encoders.Aggregate(HashCode.Combine(StopAtLayer, Layout), HashCode.Combine);
}
