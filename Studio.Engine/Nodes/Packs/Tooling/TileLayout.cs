using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>How a picture is cut into tiles that lie over each other, along one axis.</summary>
/// <param name="Count">Of tiles.</param>
/// <param name="Side">Of each tile, in pixels.</param>
internal sealed record TileAxis(int Size, int Count, int Side, int Padding)
{
    /// <summary>As few tiles as are at least so large, all of one size, a multiple of a number.</summary>
    public static TileAxis Of(int size, int least, int padding, int multiple)
    {
        var count = Math.Max(1, size / Math.Max(1, least - (2 * padding)));
        var needed = (size + ((count - 1) * 2 * padding) + count - 1) / count;
        return new(size, count, (needed + multiple - 1) / multiple * multiple, padding);
    }

    /// <summary>Where a tile begins and ends; the last may be cut short.</summary>
    public (int Start, int End) At(int index)
    {
        var start = index * (Side - (2 * Padding));
        return (start, Math.Min(start + Side, Size));
    }

    /// <summary>Where the tile counts: without a rim of pixels where it has neighbours.</summary>
    public (int Start, int End) Within(int index, int rim)
    {
        var start = index * (Side - (2 * Padding));
        return (start + (index == 0 ? 0 : rim), Math.Min(start + Side - (index == Count - 1 ? 0 : rim), Size));
    }
}

/// <summary>How a picture is cut into tiles that lie over each other, numbered downwards and then to the right.</summary>
[WireType("TileLayout")]
public sealed record TileLayout
{
    internal TileLayout(TileAxis rows, TileAxis columns, int blending) => (Rows, Columns, Blending) = (rows, columns, blending);

    internal TileAxis Rows { get; }

    internal TileAxis Columns { get; }

    internal int Blending { get; }

    /// <summary>Top, left, height and width of a tile.</summary>
    /// <exception cref="EngineException">There are not so many (BadPrompt).</exception>
    internal (int Top, int Left, int Height, int Width) Tile(int index)
    {
        Require(index);
        var ((top, bottom), (left, right)) = (Rows.At(index % Rows.Count), Columns.At(index / Rows.Count));
        return (top, left, bottom - top, right - left);
    }

    /// <summary>[1,h,w]: where a tile counts when its picture is made, or, softly, when it is put in its place.</summary>
    internal Tensor Mask(int index, bool blend, CancellationToken cancellationToken)
    {
        var (top, left, height, width) = Tile(index);
        var rim = blend ? Rows.Padding : Rows.Padding - Blending;
        var ((first, last), (from, to)) = (Rows.Within(index % Rows.Count, rim), Columns.Within(index / Rows.Count, rim));
        var mask = new Tensor(1, height, width);
        for (var y = first - top; y < last - top; y++)
            mask.Span[((y * width) + from - left)..((y * width) + to - left)].Fill(1);
        return blend ? SquareBlur.Planes(mask, Blending, cancellationToken) : mask;
    }

    private void Require(int index)
    {
        if (index < 0 || index >= Rows.Count * Columns.Count)
            throw new EngineException(EngineError.BadPrompt,
                $"There is no tile {index}: the picture is cut into {Rows.Count} x {Columns.Count}, numbered from 0.");
    }
}
