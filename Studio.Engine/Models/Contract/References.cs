using System.Collections.Immutable;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// Pictures to edit or to follow, which models that take them see as tokens beside their own picture's. Equal lists are equal values.
/// </summary>
public sealed class References : IEquatable<References>
{
    /// <summary>A denoiser's input: the squares that they are cut into, [1 or B,R,numbers]; no rows where there are none.</summary>
    public const string SquaresInput = "reference_squares";

    /// <summary>A denoiser's input: where each square is, [R,axes].</summary>
    public const string PlacesInput = "reference_places";

    private readonly ImmutableArray<Tensor> _latents;

    private References(ImmutableArray<Tensor> latents, ReferencePlacement? placement) => (_latents, Placement) = (latents, placement);

    public static References None { get; } = new([], null);

    public bool IsEmpty => _latents.IsEmpty;

    /// <summary>[1 or B,C,h,w] each as the autoencoder gives them, of any size, in the order in which they were given.</summary>
    public IReadOnlyList<Tensor> Latents => _latents;

    /// <summary>How they are told apart; null: as the model was trained.</summary>
    public ReferencePlacement? Placement { get; }

    public References With(params IEnumerable<Tensor> latents) => new(_latents.AddRange(latents), Placement);

    public References With(ReferencePlacement placement) => new(_latents, placement);

    public bool Equals(References? other) => other is not null && Placement == other.Placement && _latents.SequenceEqual(other._latents);

    public override bool Equals(object? obj) => Equals(obj as References);

    public override int GetHashCode() => _latents.Aggregate(HashCode.Combine(Placement), HashCode.Combine);
}

/// <summary>Where the tokens of pictures beside stand, as against those of the picture that is made.</summary>
public enum ReferencePlacement
{
    /// <summary>All behind it, side by side and below one another.</summary>
    Offset,

    /// <summary>Each behind the one before, in the same corner.</summary>
    Index,

    /// <summary>As <see cref="Index"/>, and told to be without noise whatever the picture's noise is.</summary>
    IndexWithoutNoise,

    /// <summary>In its own plane, to the right of it and below, each after the one before.</summary>
    Diagonal,
}
