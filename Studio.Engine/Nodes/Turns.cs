using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Mirrors and quarter turns of the two axes that make a picture.</summary>
internal static class Turns
{
    /// <summary>How many quarter turns clockwise a choice such as "90 degrees" means.</summary>
    public static int Quarters(string choice) => choice switch
    {
        "90 degrees" => 1,
        "180 degrees" => 2,
        "270 degrees" => 3,
        _ => 0,
    };

    public static Tensor Flip(Tensor x, int axis)
    {
        var (outer, length, inner) = (Product(x, 0, axis), x.Size(axis), Product(x, axis + 1, x.Rank));
        var flipped = x.ZerosLike();
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < length; i++)
                x.Span.Slice(((o * length) + i) * inner, inner).CopyTo(flipped.Span[(((o * length) + length - 1 - i) * inner)..]);
        }
        return flipped;
    }

    /// <summary>Clockwise; rows are <paramref name="rowAxis"/>, columns the axis after it.</summary>
    public static Tensor Rotate(Tensor x, int rowAxis, int quarters)
    {
        for (var turn = 0; turn < quarters; turn++)
            x = RotateOnce(x, rowAxis);
        return x;
    }

    private static Tensor RotateOnce(Tensor x, int rowAxis)
    {
        var (outer, rows, columns, inner) = (Product(x, 0, rowAxis), x.Size(rowAxis), x.Size(rowAxis + 1), Product(x, rowAxis + 2, x.Rank));
        var shape = x.Shape.ToArray();
        (shape[rowAxis], shape[rowAxis + 1]) = (columns, rows);
        var turned = new Tensor(shape);
        for (var o = 0; o < outer; o++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var from = ((((o * rows) + row) * columns) + column) * inner;
                    var to = ((((o * columns) + column) * rows) + rows - 1 - row) * inner;
                    x.Span.Slice(from, inner).CopyTo(turned.Span[to..]);
                }
            }
        }
        return turned;
    }

    private static int Product(Tensor x, int from, int to)
    {
        var product = 1;
        for (var axis = from; axis < to; axis++)
            product *= x.Size(axis);
        return product;
    }
}
