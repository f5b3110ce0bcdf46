using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>
/// A Brownian path over noise levels, the same for a seed however it is asked, so that SDE samplers give like pictures at any number of
/// steps.
/// Virtual Brownian tree with halving (Li et al. 2020, arXiv:2001.01328), with torchsde's seeds. Not safe for several threads.
/// </summary>
public sealed class BrownianTree
{
    private const int PoolSize = 24;
    private const double Grid = 1e6;
    private const int RememberedSplits = 48;
    private readonly ulong _seed;
    private readonly int[] _shape;
    private readonly double _start;
    private readonly double _end;
    private readonly Lazy<Tensor> _total;
    private readonly Dictionary<Interval, Tensor> _leftParts = [];
    private readonly Queue<Interval> _oldestFirst = [];

    /// <param name="seed">All 64 bits count.</param>
    /// <param name="shape">The shape of the noise, [B,C,H,W].</param>
    /// <param name="sigmaMin">Above 0; questions outside are answered for the nearest end.</param>
    public BrownianTree(ulong seed, ReadOnlySpan<int> shape, float sigmaMin, float sigmaMax)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sigmaMin, sigmaMax);
        _seed = seed;
        _shape = shape.ToArray();
        _start = Rounded(sigmaMin);
        _end = Rounded(sigmaMax);
        _total = new Lazy<Tensor>(() => Draw(SeedSequence.FirstWord(_seed, [], PoolSize)).Times((float)Math.Sqrt(_end - _start)));
    }

    /// <summary>Standard normal noise for the step from one noise level to the next: (W(to) - W(from)) / sqrt|to - from|.</summary>
    public Tensor Noise(float sigma, float sigmaNext)
    {
        var (low, high) = sigma < sigmaNext ? (sigma, sigmaNext) : (sigmaNext, sigma);
        var from = Math.Clamp(Rounded(low), _start, _end);
        var to = Math.Clamp(Rounded(high), _start, _end);
        if (from >= to)
            return new Tensor(_shape);
        var increment = Increment(new Interval(_start, _end, 0, 0), _total.Value, from, to);
        var scale = 1 / MathF.Sqrt(high - low);
        return increment.Times(sigma < sigmaNext ? scale : -scale);
    }

    /// <summary>W(to) - W(from) inside one interval of the tree whose own increment is <paramref name="whole"/>.</summary>
    private Tensor Increment(Interval interval, Tensor whole, double from, double to)
    {
        if (from <= interval.Start && to >= interval.End)
            return whole;
        var middle = interval.Middle;
        if (middle <= interval.Start || middle >= interval.End)
            return whole;
        var left = LeftPart(interval, whole);
        if (to <= middle)
            return Increment(interval.Left, left, from, to);
        var right = left.Times(-1).AddInPlace(whole);
        if (from >= middle)
            return Increment(interval.Right, right, from, to);
        return Increment(interval.Left, left, from, middle).Clone().AddInPlace(Increment(interval.Right, right, middle, to));
    }

    /// <summary>The increment of the left half given that of the whole: the mean of a Brownian bridge plus its own noise.</summary>
    private Tensor LeftPart(Interval interval, Tensor whole)
    {
        if (_leftParts.TryGetValue(interval, out var known))
            return known;
        var (left, right) = (interval.Middle - interval.Start, interval.End - interval.Middle);
        var length = interval.End - interval.Start;
        var part = whole.Times((float)(left / length));
        var noise = Draw(SeedSequence.FirstWord(_seed, [interval.Key, interval.Depth], PoolSize));
        part.AddInPlace(noise.Times((float)Math.Sqrt(left * right / length)));
        Remember(interval, part);
        return part;
    }

    private void Remember(Interval interval, Tensor part)
    {
        if (_oldestFirst.Count == RememberedSplits)
            _leftParts.Remove(_oldestFirst.Dequeue());
        _oldestFirst.Enqueue(interval);
        _leftParts.Add(interval, part);
    }

    private Tensor Draw(uint seed) => Diffusion.Noise.Normal(seed, _shape);

    /// <summary>
    /// To six decimals by the exact binary value, as Python rounds. Middles of the grid are ties in decimal, and Math.Round calls them
    /// ties too
    /// although their binary values are not: one such step aside moves the noise by a thousandth.
    /// </summary>
    private static double Rounded(double sigma)
    {
        var scaled = sigma * Grid;
        var lost = Math.FusedMultiplyAdd(sigma, Grid, -scaled);
        var below = Math.Floor(scaled);
        var rest = scaled - below - 0.5 + lost;
        var up = rest > 0 || (rest == 0 && below % 2 != 0);
        return (up ? below + 1 : below) / Grid;
    }

    private sealed record Interval(double Start, double End, ulong Key, ulong Depth)
    {
        public double Middle => Rounded(0.5 * (Start + End));

        public Interval Left => new(Start, Middle, 2 * Key, Depth + 1);

        public Interval Right => new(Middle, End, (2 * Key) + 1, Depth + 1);
    }
}
