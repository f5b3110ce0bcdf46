using System.Collections.Immutable;

namespace Studio.Engine.Models;

/// <summary>What a UNet does otherwise than its file says: other arithmetic, not other weights. Equal variants are equal values.</summary>
internal sealed record UNetVariant
{
    public static UNetVariant Plain { get; } = new();

    /// <summary>In the order in which they were asked for.</summary>
    public ImmutableArray<FreeU> FreeU { get; init; } = [];

    /// <summary>Whether each run may ask for the middle block without its self-attention, per picture.</summary>
    public bool HasPerturbedAttention { get; init; }

    public bool Equals(UNetVariant? other) =>
        other is not null && HasPerturbedAttention == other.HasPerturbedAttention && FreeU.AsSpan().SequenceEqual(other.FreeU.AsSpan());

    public override int GetHashCode() => FreeU.Aggregate(HasPerturbedAttention.GetHashCode(), HashCode.Combine);
}

/// <summary>
/// FreeU (Si et al. 2023, arXiv:2309.11497): on the way up the first half of the backbone's channels is made stronger, and the lowest
/// frequencies of the skip connections are scaled. 1 is for the widest levels (4 times the model's channels), 2 for the next ones (2
/// times).
/// </summary>
/// <param name="IsVersion2">The backbone's factor follows the mean of its channels instead of being the same everywhere.</param>
internal sealed record FreeU(float Backbone1, float Backbone2, float Skip1, float Skip2, bool IsVersion2)
{
    /// <summary>The factors at a level; null where nothing is done.</summary>
    public (float Backbone, float Skip)? At(int channels, int modelChannels)
    {
        if (channels == modelChannels * 4)
            return (Backbone1, Skip1);
        return channels == modelChannels * 2 ? (Backbone2, Skip2) : null;
    }
}
