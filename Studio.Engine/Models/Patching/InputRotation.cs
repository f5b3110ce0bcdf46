using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// OFT (Qiu et al. 2023, arXiv:2306.07280) as PEFT has it: what goes into a layer is turned block by block, so W becomes W R^T. The file
/// has the part above the diagonal of each skew Q. R is what PEFT takes unless its settings, which are not in the file, say otherwise: the
/// Cayley transform of Q as the first terms of its series, 1 + 2 Q + 2 Q^2 + 2 Q^3 + Q^4.
/// </summary>
internal sealed class InputRotation : LoraDelta
{
    private readonly int _size;
    private readonly double[][] _turns;

    public InputRotation(TensorFile file, LoraModule module)
    {
        var skew = Keep(Matrix.Read(file, module[LoraRole.PeftRotation]!));
        _size = SizeOf(skew.Columns)!.Value;
        _turns = [.. Enumerable.Range(0, skew.Rows).Select(block => Turn(skew.Row(block)))];
    }

    /// <summary>What keeps its blocks from a weight of so many columns; null when they fit. One block may serve all columns.</summary>
    public static string? Misfit(LoraModule module, long columns)
    {
        var shape = module[LoraRole.PeftRotation]!.Shape;
        if (module.Has(LoraRole.DoraScale) || module.Has(LoraRole.Magnitude))
            return "it has turns and magnitudes, whose order is not known";
        return shape.Count == 2 && SizeOf(shape[1]) is { } size && columns % size == 0 && (shape[0] == 1 || shape[0] * size == columns)
            ? null
            : $"its turns [{string.Join(", ", shape)}] do not make {columns} columns";
    }

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target)
    {
        for (var start = 0; start < weight.Length; start += _size)
        {
            var turn = _turns[_turns.Length == 1 ? 0 : start / _size];
            for (var column = 0; column < _size; column++)
            {
                var sum = 0.0;
                for (var k = 0; k < _size; k++)
                    sum += weight[start + k] * turn[(column * _size) + k];
                target[start + column] = (float)(sum - weight[start + column]);
            }
        }
    }

    /// <summary>How wide a block is that has so many numbers above its diagonal; null when none has.</summary>
    private static int? SizeOf(long numbers)
    {
        const int beyondReason = 1 << 12;
        var size = (long)Math.Round((1 + Math.Sqrt(1 + (8.0 * numbers))) / 2);
        return numbers > 0 && size <= beyondReason && size * (size - 1) / 2 == numbers ? (int)size : null;
    }

    private double[] Turn(ReadOnlySpan<float> above)
    {
        var skew = new double[_size * _size];
        var at = 0;
        for (var i = 0; i < _size; i++)
        {
            for (var j = i + 1; j < _size; j++, at++)
                (skew[(i * _size) + j], skew[(j * _size) + i]) = (above[at], -above[at]);
        }
        // (((Q + 2) Q + 2) Q + 2) Q + 1
        var turn = Plus(skew, 2);
        turn = Plus(SquareMatrix.Product(turn, skew, _size), 2);
        turn = Plus(SquareMatrix.Product(turn, skew, _size), 2);
        return Plus(SquareMatrix.Product(turn, skew, _size), 1);
    }

    private double[] Plus(double[] matrix, double number)
    {
        var sum = (double[])matrix.Clone();
        for (var i = 0; i < _size; i++)
            sum[(i * _size) + i] += number;
        return sum;
    }
}
