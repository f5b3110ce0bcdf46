using System.Collections.Immutable;
using Studio.Engine.Models.Building;

namespace Studio.Engine.Models;

/// <summary>
/// Other arithmetic than a network's file says, at the places where its diagram asks. A value: equal patches make, and share, one network.
/// </summary>
internal abstract record GraphPatch
{
    /// <summary>Backbone and skip connection [B,C,H,W] of a UNet's way up, before they are joined.</summary>
    /// <param name="channels">The backbone's channels.</param>
    /// <param name="modelChannels">Those of the widest level.</param>
    public virtual (Value X, Value Skip) Join(OnnxGraph g, Value x, Value skip, int channels, int modelChannels) => (x, skip);

    /// <summary>[B,1,1] booleans: where self-attention in the middle gives its values as they are; null is nowhere.</summary>
    public virtual Value? MiddleIdentity(OnnxGraph g) => null;
}

/// <summary>
/// All patches of a network's graph: those of one kind in the order in which they were asked for, kinds in an order of their own, since
/// they meet at different places. Equal lists are equal values.
/// </summary>
public sealed class GraphPatches : IEquatable<GraphPatches>
{
    private readonly ImmutableArray<GraphPatch> _patches;

    private GraphPatches(ImmutableArray<GraphPatch> patches) => _patches = patches;

    internal static GraphPatches None { get; } = new([]);

    internal bool IsEmpty => _patches.IsEmpty;

    internal static GraphPatches Of(IEnumerable<GraphPatch> patches) =>
        new([.. patches.OrderBy(patch => patch.GetType().FullName, StringComparer.Ordinal)]);

    /// <summary>Backbone and skip connection [B,C,H,W] of a UNet's way up, before they are joined.</summary>
    /// <param name="channels">The backbone's channels.</param>
    /// <param name="modelChannels">Those of the widest level.</param>
    public (Value X, Value Skip) Join(OnnxGraph g, Value x, Value skip, int channels, int modelChannels) =>
        _patches.Aggregate((X: x, Skip: skip), (now, patch) => patch.Join(g, now.X, now.Skip, channels, modelChannels));

    /// <summary>[B,1,1] booleans: where self-attention in the middle gives its values as they are; null is nowhere.</summary>
    public Value? MiddleIdentity(OnnxGraph g)
    {
        foreach (var patch in _patches)
        {
            if (patch.MiddleIdentity(g) is { } identity)
                return identity;
        }
        return null;
    }

    public bool Equals(GraphPatches? other) => other is not null && _patches.AsSpan().SequenceEqual(other._patches.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as GraphPatches);

    public override int GetHashCode() => _patches.Aggregate(0, HashCode.Combine);
}
