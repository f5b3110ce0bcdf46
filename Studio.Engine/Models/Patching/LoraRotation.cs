using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// OFT (Qiu et al. 2023, arXiv:2306.07280): blocks of a weight's rows are turned by R = (1 + Q)(1 - Q)^-1, Q being skew. BOFT (Liu et al.
/// 2024, arXiv:2311.06243): several such turns one after another, each over rows that lie twice as far apart. Orders and strengths as
/// ComfyUI has them.
/// </summary>
/// <param name="blocks">Turns by block, each size x size.</param>
/// <param name="stages">How many times all rows are turned; 1 for OFT.</param>
internal sealed class LoraRotation(double[][] blocks, int stages, int size, bool isButterfly, float[]? rescale)
{
    private const double Tiny = 1e-8;

    public static LoraRotation Read(TensorFile file, LoraModule module)
    {
        var entry = module[LoraRole.OftBlocks]!;
        var isButterfly = entry.Shape.Count == 4;
        var (stages, size) = (isButterfly ? (int)entry.Shape[0] : 1, (int)entry.Shape[^1]);
        using var numbers = Matrix.Read(file, entry, rows: 1);
        var skew = Enumerable.Range(0, numbers.Columns / (size * size))
            .Select(block => Skew(numbers.Numbers.Slice(block * size * size, size * size), size)).ToArray();
        var norm = Math.Sqrt(skew.Sum(block => block.Sum(number => number * number))) + Tiny;
        if (module.Number(file, LoraRole.Alpha) is > 0 and var bound && norm > bound)
            skew = Array.ConvertAll(skew, block => Array.ConvertAll(block, number => number * bound / norm));
        return new LoraRotation(
            Array.ConvertAll(skew, block => SquareMatrix.Cayley(block, size)), stages, size, isButterfly,
            isButterfly ? module.Numbers(file, LoraRole.Rescale) : null);
    }

    /// <summary>What keeps a rotation's blocks from a weight of so many rows; null when they fit.</summary>
    public static string? Misfit(LoraModule module, long rows)
    {
        var shape = module[LoraRole.OftBlocks]!.Shape;
        if (shape.Count is not (3 or 4) || shape[^1] != shape[^2] || shape[^1] is < 1 or > 1 << 14 || shape[^3] * shape[^1] != rows)
            return $"its blocks [{string.Join(", ", shape)}] do not make {rows} rows";
        if (shape.Count == 3)
            return null;
        if (!module.Has(LoraRole.Alpha))
            return "it has no alpha";
        if (shape[0] is < 1 or > 30 || shape[^1] % 2 != 0 || rows % (shape[^1] << (int)(shape[0] - 1)) != 0)
            return $"its {shape[0]} stages of blocks of {shape[^1]} do not divide {rows} rows";
        return module[LoraRole.Rescale] is { } rescale && rescale.Count() != 1 && rescale.Count() != rows
            ? "its rescale has another count than the rows"
            : null;
    }

    public void Apply(WeightNumbers weight, float strength, CancellationToken cancellationToken)
    {
        if (!isButterfly)
        {
            Mix(weight, 0, block => Towards(SquareMatrix.Transposed(block, size), strength * strength), cancellationToken);
            return;
        }
        var original = weight.Numbers.ToArray();
        for (var stage = 0; stage < stages; stage++)
            Mix(weight, stage, block => Towards(block, strength), cancellationToken);
        for (var row = 0; row < weight.Rows; row++)
        {
            var turned = weight.Row(row);
            var before = original.AsSpan(row * weight.Columns, weight.Columns);
            if (rescale is not null)
                TensorPrimitives.Multiply(turned, rescale[rescale.Length == 1 ? 0 : row], turned);
            TensorPrimitives.Subtract(turned, before, turned);
            TensorPrimitives.MultiplyAdd(turned, strength, before, turned);
        }
    }

    private static double[] Skew(ReadOnlySpan<float> block, int size)
    {
        var skew = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
                skew[(i * size) + j] = (double)block[(i * size) + j] - block[(j * size) + i];
        }
        return skew;
    }

    /// <summary>Part of the way from no turn at all to a turn.</summary>
    private double[] Towards(double[] turn, double part)
    {
        var mixed = Array.ConvertAll(turn, number => number * part);
        for (var i = 0; i < size; i++)
            mixed[(i * size) + i] += 1 - part;
        return mixed;
    }

    /// <summary>Turns all rows once, a block at a time: no row is in two blocks.</summary>
    private void Mix(WeightNumbers weight, int stage, Func<double[], double[]> turnOf, CancellationToken cancellationToken)
    {
        var count = weight.Rows / size;
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, block =>
        {
            var turn = turnOf(blocks[(stage * count) + block]);
            var rows = new float[size][];
            for (var i = 0; i < size; i++)
                rows[i] = weight.Row(RowAt((block * size) + i, stage)).ToArray();
            for (var i = 0; i < size; i++)
            {
                var target = weight.Row(RowAt((block * size) + i, stage));
                target.Clear();
                for (var j = 0; j < size; j++)
                    TensorPrimitives.MultiplyAdd(rows[j], (float)turn[(i * size) + j], target, target);
            }
        });
    }

    /// <summary>Which row stands at a place of the blocks: in later stages rows and those half a group after them come in turns.</summary>
    private int RowAt(int place, int stage)
    {
        if (!isButterfly)
            return place;
        var half = (size / 2) << stage;
        var (group, within) = (place / (2 * half), place % (2 * half));
        return (group * 2 * half) + (within % 2 * half) + (within / 2);
    }
}
