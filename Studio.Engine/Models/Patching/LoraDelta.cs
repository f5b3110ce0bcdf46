using System.Buffers;
using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// What a LoRA module adds to a weight, a row at a time, before its strength: so no second copy of the weight is ever made.
/// </summary>
internal abstract class LoraDelta : IDisposable
{
    private readonly List<Matrix> _matrices = [];

    /// <summary>alpha / rank: what the numbers are multiplied by.</summary>
    public float Scale { get; private protected init; } = 1;

    /// <summary>Fills a row. Safe for several threads.</summary>
    /// <param name="weight">The weight's row, not changed yet.</param>
    public abstract void Row(int row, ReadOnlySpan<float> weight, Span<float> target);

    public void Dispose()
    {
        foreach (var matrix in _matrices)
            matrix.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Matrix Keep(Matrix matrix)
    {
        _matrices.Add(matrix);
        return matrix;
    }

    /// <summary>Both factors of a product, the Tucker core multiplied into the second.</summary>
    /// <param name="firstIsTransposed">LyCORIS keeps the first factor as [rank, rows] beside a core.</param>
    private protected (Matrix Up, Matrix Down) Factors(TensorFile file, TensorEntry up, TensorEntry down, TensorEntry? core,
        bool firstIsTransposed)
    {
        if (core is null)
            return (Keep(Matrix.Read(file, up)), Keep(Matrix.Read(file, down)));
        using var side = Matrix.Read(file, down);
        using var middle = Matrix.Read(file, core);
        var spread = Keep(Matrix.Spread(middle, side));
        if (!firstIsTransposed)
            return (Keep(Matrix.Read(file, up)), spread);
        using var stored = Matrix.Read(file, up);
        return (Keep(stored.Transposed()), spread);
    }

    private protected static float ScaleOf(TensorFile file, LoraModule module, long? rank)
    {
        if (module[LoraRole.Alpha] is not { } alpha || rank is null or 0)
            return 1;
        using var number = Matrix.Read(file, alpha);
        return number.Numbers[0] / rank.Value;
    }
}

/// <summary>up down (Hu et al. 2021, arXiv:2106.09685), for convolutions with a core between them if the file has one.</summary>
internal sealed class LowRankDelta : LoraDelta
{
    private readonly Matrix _up;
    private readonly Matrix _down;

    public LowRankDelta(TensorFile file, LoraModule module)
    {
        (_up, _down) = Factors(file, module[LoraRole.Up]!, module[LoraRole.Down]!, module[LoraRole.Mid], firstIsTransposed: false);
        Scale = ScaleOf(file, module, module[LoraRole.Down]!.Shape[0]);
    }

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target) => _down.Combine(_up.Row(row), target);
}

/// <summary>LoHa: the elementwise product of two low-rank products (Hyeon-Woo et al. 2021, arXiv:2108.06098).</summary>
internal sealed class HadamardDelta : LoraDelta
{
    private readonly (Matrix Up, Matrix Down) _first;
    private readonly (Matrix Up, Matrix Down) _second;

    public HadamardDelta(TensorFile file, LoraModule module)
    {
        _first = Factors(file, module[LoraRole.HadaW1A]!, module[LoraRole.HadaW1B]!, module[LoraRole.HadaT1], firstIsTransposed: true);
        _second = Factors(file, module[LoraRole.HadaW2A]!, module[LoraRole.HadaW2B]!, module[LoraRole.HadaT2], firstIsTransposed: true);
        Scale = ScaleOf(file, module, module[LoraRole.HadaW1B]!.Shape[0]);
    }

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target)
    {
        var other = ArrayPool<float>.Shared.Rent(target.Length);
        _first.Down.Combine(_first.Up.Row(row), target);
        _second.Down.Combine(_second.Up.Row(row), other.AsSpan(0, target.Length));
        TensorPrimitives.Multiply(target, other.AsSpan(0, target.Length), target);
        ArrayPool<float>.Shared.Return(other);
    }
}

/// <summary>
/// LoKr: the Kronecker product of a small matrix and a matrix, each of which may be a low-rank product (Yeh et al. 2023, arXiv:2309.14859).
/// </summary>
internal sealed class KroneckerDelta : LoraDelta
{
    private readonly Part _outer;
    private readonly Part _inner;

    public KroneckerDelta(TensorFile file, LoraModule module)
    {
        _outer = ReadPart(file, module[LoraRole.LokrW1], module[LoraRole.LokrW1A], module[LoraRole.LokrW1B], core: null);
        _inner = ReadPart(file, module[LoraRole.LokrW2], module[LoraRole.LokrW2A], module[LoraRole.LokrW2B], module[LoraRole.LokrT2]);
        var factor = module.Has(LoraRole.LokrW2) ? module[LoraRole.LokrW1B] : module[LoraRole.LokrW2B];
        Scale = ScaleOf(file, module, factor?.Shape[0]);
    }

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target)
    {
        Span<float> outer = new float[_outer.Columns];
        Span<float> inner = new float[_inner.Columns];
        _outer.Row(row / _inner.Rows, outer);
        _inner.Row(row % _inner.Rows, inner);
        for (var i = 0; i < outer.Length; i++)
            TensorPrimitives.Multiply(inner, outer[i], target.Slice(i * inner.Length, inner.Length));
    }

    private Part ReadPart(TensorFile file, TensorEntry? whole, TensorEntry? up, TensorEntry? down, TensorEntry? core)
    {
        if (whole is not null)
            return new Part(null, Keep(Matrix.Read(file, whole)));
        var (first, second) = Factors(file, up!, down!, core, firstIsTransposed: true);
        return new Part(first, second);
    }

    /// <summary>A matrix as it is, or as a product.</summary>
    private sealed record Part(Matrix? Up, Matrix Down)
    {
        public int Rows => Up?.Rows ?? Down.Rows;

        public int Columns => Down.Columns;

        public void Row(int row, Span<float> target)
        {
            if (Up is null)
                Down.Row(row).CopyTo(target);
            else
                Down.Combine(Up.Row(row), target);
        }
    }
}

/// <summary>All numbers of a difference, as they are.</summary>
internal sealed class FullDelta : LoraDelta
{
    private readonly Matrix _difference;

    /// <param name="columns">The weight's; the difference may have more rows than it.</param>
    public FullDelta(TensorFile file, TensorEntry entry, int columns) =>
        _difference = Keep(Matrix.Read(file, entry, columns == 0 ? null : entry.Count() / columns));

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target) => _difference.Row(row).CopyTo(target);
}
