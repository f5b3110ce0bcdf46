namespace Studio.Engine.Models.Patching;

/// <summary>Small square matrices in double precision, row by row.</summary>
internal static class SquareMatrix
{
    public static double[] Transposed(double[] matrix, int size)
    {
        var result = new double[matrix.Length];
        for (var i = 0; i < matrix.Length; i++)
            result[(i % size * size) + (i / size)] = matrix[i];
        return result;
    }

    public static double[] Product(double[] left, double[] right, int size)
    {
        var result = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < size; k++)
            {
                for (var j = 0; j < size; j++)
                    result[(i * size) + j] += left[(i * size) + k] * right[(k * size) + j];
            }
        }
        return result;
    }

    /// <summary>(1 + Q)(1 - Q)^-1 (Cayley 1846): a rotation when Q is skew, and then 1 - Q always has an inverse.</summary>
    public static double[] Cayley(double[] skew, int size)
    {
        // 1 - Q turns into the inverse's factor on both sides at once: (1 + Q)(1 - Q)^-1 = (1 - Q)^-1 (1 + Q)
        var (left, right) = (Array.ConvertAll(skew, number => -number), (double[])skew.Clone());
        for (var i = 0; i < size; i++)
        {
            left[(i * size) + i] += 1;
            right[(i * size) + i] += 1;
        }
        for (var column = 0; column < size; column++)
            Eliminate(left, right, size, column);
        return right;
    }

    /// <summary>A step of Gauss and Jordan's: afterwards the left matrix's column is that of the unit matrix.</summary>
    private static void Eliminate(double[] left, double[] right, int size, int column)
    {
        var pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(left[(row * size) + column]));
        Swap(left, size, column, pivot);
        Swap(right, size, column, pivot);
        var factor = 1 / left[(column * size) + column];
        Scale(left.AsSpan(column * size, size), factor);
        Scale(right.AsSpan(column * size, size), factor);
        for (var row = 0; row < size; row++)
        {
            var part = left[(row * size) + column];
            if (row == column || part == 0)
                continue;
            for (var i = 0; i < size; i++)
            {
                left[(row * size) + i] -= part * left[(column * size) + i];
                right[(row * size) + i] -= part * right[(column * size) + i];
            }
        }
    }

    private static void Swap(double[] matrix, int size, int one, int other)
    {
        for (var i = 0; i < size; i++)
            (matrix[(one * size) + i], matrix[(other * size) + i]) = (matrix[(other * size) + i], matrix[(one * size) + i]);
    }

    private static void Scale(Span<double> row, double factor)
    {
        foreach (ref var number in row)
            number *= factor;
    }
}
