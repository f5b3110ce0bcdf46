using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>Where tokens are, [T,axes], for <see cref="RotaryPositions"/>.</summary>
internal static class TokenPlaces
{
    /// <summary>0, 1, 2 ... [count].</summary>
    /// <param name="count">As a list of one number.</param>
    public static Value Counted(OnnxGraph g, Value count) => Real(g, g.Op("Range", [g.Whole(0), g.Op("Squeeze", [count]), g.Whole(1)]));

    /// <summary>Whole numbers as floating-point ones.</summary>
    public static Value Real(OnnxGraph g, Value whole) => g.Op("Cast", [whole], OrtAttribute.Int("to", (long)ElementType.Float32));

    /// <summary>Tokens in a row [count,axes]: their number along the axes that are named, 0 along the others.</summary>
    /// <param name="first">What counting begins with.</param>
    public static Value Line(OnnxGraph g, Value count, Value first, int axes, params ReadOnlySpan<int> along)
    {
        var counted = g.Op("Reshape", [g.Add(Counted(g, count), first), g.Constant([-1, 1])]);
        var mask = new float[axes];
        foreach (var axis in along)
            mask[axis] = 1;
        return g.Multiply(counted, g.Constant(mask, 1, axes));
    }

    /// <summary>A grid of tokens row by row [rows*columns,3]: a number that all share, the row, the column.</summary>
    /// <param name="firstRow">What the rows' counting begins with.</param>
    public static Value Grid(OnnxGraph g, Value rows, Value columns, Value shared, Value firstRow, Value firstColumn)
    {
        var size = g.Joined(rows, columns, g.Constant([1]));
        Value Spread(Value places, params ReadOnlySpan<long> shape) =>
            g.Op("Expand", [g.Op("Reshape", [places, g.Constant(shape)]), size]);
        var all = g.Op("Concat",
            [
                Spread(shared, 1, 1, 1), Spread(g.Add(Counted(g, rows), firstRow), -1, 1, 1),
                Spread(g.Add(Counted(g, columns), firstColumn), 1, -1, 1),
            ],
            OrtAttribute.Int("axis", 2));
        return g.Op("Reshape", [all, g.Constant([-1, 3])]);
    }
}
