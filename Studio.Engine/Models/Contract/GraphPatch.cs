using System.Collections.Immutable;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models;

/// <summary>
/// Other arithmetic than a network's file says, at the places where its diagram asks. A value: equal patches make, and share, one network.
/// </summary>
internal abstract record GraphPatch
{
    /// <summary>What a block [B,C,H,W] of a UNet's way down gives, before it is kept and goes on.</summary>
    /// <param name="index">Of the block, from 0.</param>
    public virtual Value AfterBlock(OnnxGraph g, Value x, int index) => x;

    /// <summary>What a UNet's middle [B,C,H,W] gives.</summary>
    public virtual Value AfterMiddle(OnnxGraph g, Value x) => x;

    /// <summary>What was kept of a block [B,C,H,W] of the way down, where the way up takes it.</summary>
    /// <param name="index">Of the block, from 0.</param>
    public virtual Value AtSkip(OnnxGraph g, Value skip, int index) => skip;

    /// <summary>Backbone and skip connection [B,C,H,W] of a UNet's way up, before they are joined.</summary>
    /// <param name="channels">The backbone's channels.</param>
    /// <param name="modelChannels">Those of the widest level.</param>
    public virtual (Value X, Value Skip) Join(OnnxGraph g, Value x, Value skip, int channels, int modelChannels) => (x, skip);

    /// <summary>What attention to the text gives, rows [B*T,width], before its last projection.</summary>
    public virtual Value AfterCrossAttention(OnnxGraph g, Value mixed, CrossAttention attention) => mixed;

    /// <summary>What a transformer's block with weights for text and picture gives of one of both [B,T,width].</summary>
    /// <param name="before">What it was given.</param>
    /// <param name="block">From 0.</param>
    public virtual Value AfterDouble(OnnxGraph g, Value before, Value after, int block) => after;

    /// <summary>The same of a block in which both are one.</summary>
    public virtual Value AfterSingle(OnnxGraph g, Value before, Value after, int block) => after;

    /// <summary>Tokens [B,T,width] behind a transformer's block, the picture's among them.</summary>
    public virtual Value AtPicture(OnnxGraph g, Value tokens, TokenBlock block) => tokens;

    /// <summary>Tokens [B,T,width] behind a block of a Z-Image transformer.</summary>
    public virtual Value AtStage(OnnxGraph g, Value tokens, ZImageStage stage) => tokens;

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

    /// <summary>These and one more.</summary>
    internal GraphPatches With(GraphPatch patch) => Of(_patches.Append(patch));

    /// <summary>What a block of the way down gives, with what all of them do.</summary>
    internal Value AfterBlock(OnnxGraph g, Value x, int index) =>
        _patches.Aggregate(x, (now, patch) => patch.AfterBlock(g, now, index));

    /// <summary>What the middle gives, with what all of them do.</summary>
    internal Value AfterMiddle(OnnxGraph g, Value x) => _patches.Aggregate(x, (now, patch) => patch.AfterMiddle(g, now));

    /// <summary>What was kept of a block, with what all of them do.</summary>
    internal Value AtSkip(OnnxGraph g, Value skip, int index) => _patches.Aggregate(skip, (now, patch) => patch.AtSkip(g, now, index));

    /// <summary>What attention to the text gives, with what all of them do.</summary>
    internal Value AfterCrossAttention(OnnxGraph g, Value mixed, CrossAttention attention) =>
        _patches.Aggregate(mixed, (now, patch) => patch.AfterCrossAttention(g, now, attention));

    /// <summary>What a transformer's block gives of text or picture, with what all of them do.</summary>
    internal Value AfterDouble(OnnxGraph g, Value before, Value after, int block) =>
        _patches.Aggregate(after, (now, patch) => patch.AfterDouble(g, before, now, block));

    /// <summary>The same of a block in which both are one.</summary>
    internal Value AfterSingle(OnnxGraph g, Value before, Value after, int block) =>
        _patches.Aggregate(after, (now, patch) => patch.AfterSingle(g, before, now, block));

    /// <summary>Tokens behind a transformer's block, with what all of them do to the picture's.</summary>
    internal Value AtPicture(OnnxGraph g, Value tokens, TokenBlock block) =>
        _patches.Aggregate(tokens, (now, patch) => patch.AtPicture(g, now, block));

    /// <summary>Tokens behind a block of a Z-Image transformer, with what all of them do.</summary>
    internal Value AtStage(OnnxGraph g, Value tokens, ZImageStage stage) =>
        _patches.Aggregate(tokens, (now, patch) => patch.AtStage(g, now, stage));

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
