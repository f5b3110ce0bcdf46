namespace Studio.Engine.Diffusion.Samplers;

/// <summary>A few linear equations.</summary>
internal static class LinearSystem
{
    /// <summary>
    /// Gauss-Jordan elimination with row exchange. A row holds an equation's factors and then its right side; rows change.
    /// </summary>
    public static double[] Solve(double[][] rows)
    {
        for (var column = 0; column < rows.Length; column++)
        {
            var pivot = Enumerable.Range(column, rows.Length - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (var row = 0; row < rows.Length; row++)
            {
                if (row != column)
                    Eliminate(rows[row], rows[column], column);
            }
        }
        return [.. rows.Select((row, n) => row[^1] / row[n])];
    }

    private static void Eliminate(double[] row, double[] pivot, int column)
    {
        var factor = row[column] / pivot[column];
        for (var k = column; k < row.Length; k++)
            row[k] -= factor * pivot[k];
    }
}
