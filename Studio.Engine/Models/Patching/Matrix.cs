using System.Numerics;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// A small matrix of a patch file as float32, outside the garbage collector's heap: it is needed for one weight only. The first axis is the
/// row.
/// </summary>
internal sealed class Matrix : IDisposable
{
    private readonly NativeBuffer _buffer;

    private Matrix(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        _buffer = new NativeBuffer(Math.Max(1, checked(rows * columns)) * sizeof(float));
    }

    public int Rows { get; }

    public int Columns { get; }

    public Span<float> Numbers => MemoryMarshal.Cast<byte, float>(_buffer.GetSpan())[..(Rows * Columns)];

    /// <summary>Reads a tensor; its first axis is the row unless <paramref name="rows"/> cuts it otherwise.</summary>
    public static Matrix Read(TensorFile file, TensorEntry entry, int? rows = null)
    {
        var count = entry.Count();
        var height = rows ?? (entry.Shape.Count == 0 ? 1 : (int)entry.Shape[0]);
        var matrix = new Matrix(height, height == 0 ? 0 : count / height);
        if (count > 0)
            WeightConversion.ToSingle(file, entry.Name, matrix._buffer.Memory[..(count * sizeof(float))], scale: 1);
        return matrix;
    }

    public Span<float> Row(int row) => Numbers.Slice(row * Columns, Columns);

    public Matrix Transposed()
    {
        var result = new Matrix(Columns, Rows);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                result.Numbers[(column * Rows) + row] = Numbers[(row * Columns) + column];
        }
        return result;
    }

    /// <summary>
    /// The rows of a Tucker core [a,b,kernel] with its second axis spread: T[a, i, k] = sum over b of core[a,b,k] side[b,i]
    /// (Yeh et al. 2023, arXiv:2309.14859, appendix B).
    /// </summary>
    /// <param name="core">Rows a, columns b times kernel.</param>
    /// <param name="side">[b,i]</param>
    /// <returns>[a, i times kernel]</returns>
    public static Matrix Spread(Matrix core, Matrix side)
    {
        var kernel = core.Columns / side.Rows;
        var result = new Matrix(core.Rows, side.Columns * kernel);
        result.Numbers.Clear();
        for (var a = 0; a < core.Rows; a++)
        {
            var target = result.Row(a);
            for (var b = 0; b < side.Rows; b++)
            {
                var taps = core.Row(a).Slice(b * kernel, kernel);
                for (var i = 0; i < side.Columns; i++)
                    TensorPrimitives.MultiplyAdd(taps, side.Row(b)[i], target.Slice(i * kernel, kernel), target.Slice(i * kernel, kernel));
            }
        }
        return result;
    }

    /// <summary>
    /// target = factors times this matrix: one row of a product. Four rows are taken at a time, so that the target is read and written
    /// less.
    /// </summary>
    public void Combine(ReadOnlySpan<float> factors, Span<float> target)
    {
        target.Clear();
        var k = 0;
        for (; k + 4 <= Rows; k += 4)
            AddFour(factors.Slice(k, 4), Row(k), Row(k + 1), Row(k + 2), Row(k + 3), target);
        for (; k < Rows; k++)
            TensorPrimitives.MultiplyAdd(Row(k), factors[k], target, target);
    }

    public void Dispose() => ((IDisposable)_buffer).Dispose();

    private static void AddFour(
        ReadOnlySpan<float> factors, ReadOnlySpan<float> row0, ReadOnlySpan<float> row1, ReadOnlySpan<float> row2,
        ReadOnlySpan<float> row3, Span<float> target)
    {
        var (f0, f1, f2, f3) = (new Vector<float>(factors[0]), new Vector<float>(factors[1]), new Vector<float>(factors[2]),
            new Vector<float>(factors[3]));
        var i = 0;
        for (; i <= target.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var sum = new Vector<float>(target[i..]) + (f0 * new Vector<float>(row0[i..])) + (f1 * new Vector<float>(row1[i..]))
                + (f2 * new Vector<float>(row2[i..])) + (f3 * new Vector<float>(row3[i..]));
            sum.CopyTo(target[i..]);
        }
        for (; i < target.Length; i++)
            target[i] += (factors[0] * row0[i]) + (factors[1] * row1[i]) + (factors[2] * row2[i]) + (factors[3] * row3[i]);
    }
}
