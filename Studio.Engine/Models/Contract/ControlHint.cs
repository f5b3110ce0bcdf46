using System.Collections.Immutable;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What a picture leads a model through: a <see cref="ControlModel"/>. A value that holds no weights.</summary>
public abstract record Control;

/// <summary>What makes latents of pictures: a <see cref="VaeModel"/>. A value that holds no weights.</summary>
public abstract record PictureEncoder;

/// <summary>A picture that leads the denoising (Zhang et al. 2023, arXiv:2302.05543), and how far.</summary>
/// <param name="Control">The network that reads it.</param>
/// <param name="Pixels">[B,H,W,C] in 0..1 at any size: edges, depth, a pose ... as the network was trained on.</param>
public sealed record ControlHint(Control Control, Tensor Pixels)
{
    /// <summary>What the network gives is multiplied by this.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>From which fraction of the schedule (0 is the noisiest end) it leads.</summary>
    public float StartPercent { get; init; }

    public float EndPercent { get; init; } = 1;

    /// <summary>What makes latents of the picture, for networks that read these; null where nothing is connected.</summary>
    public PictureEncoder? Vae { get; init; }

    /// <summary>[B,H,W] in 0..1 at any size: where the picture is to stay, for networks that are told; null is everywhere.</summary>
    public Tensor? Keep { get; init; }
}

/// <summary>Hints that lead together, in the order in which they were asked for. Equal lists are equal values.</summary>
public sealed class ControlHints : IEquatable<ControlHints>
{
    private readonly ImmutableArray<ControlHint> _hints;

    private ControlHints(ImmutableArray<ControlHint> hints) => _hints = hints;

    public static ControlHints None { get; } = new([]);

    public bool IsEmpty => _hints.IsEmpty;

    public IReadOnlyList<ControlHint> All => _hints;

    public ControlHints With(ControlHint hint) => new(_hints.Add(hint));

    public bool Equals(ControlHints? other) => other is not null && _hints.AsSpan().SequenceEqual(other._hints.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ControlHints);

    public override int GetHashCode() => _hints.Aggregate(0, HashCode.Combine);
}
