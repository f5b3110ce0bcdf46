namespace Studio.Engine.Nodes.Packs.UltimateUpscale;

/// <summary>A rectangle of a picture, its right and lower end beyond its last pixel.</summary>
internal sealed record Rectangle(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}

/// <summary>A tile that is painted anew.</summary>
/// <param name="Counts">Where what is painted counts.</param>
/// <param name="Seen">What is shown to the model: the same and what is around it.</param>
/// <param name="Width">The size at which it is painted.</param>
internal sealed record CanvasTile(Rectangle Counts, Rectangle Seen, int Width, int Height);

/// <summary>How a picture is cut into tiles, and in which order they are painted.</summary>
internal sealed record TilePlan(int CanvasWidth, int CanvasHeight, int TileWidth, int TileHeight, int Padding, bool Uniform)
{
    private const int Multiple = 8;

    public const string Linear = "Linear";
    public const string Chess = "Chess";

    /// <summary>Row by row; or as on a chess board, the black ones first. Any other order is none.</summary>
    public IEnumerable<CanvasTile> Tiles(string order)
    {
        var (rows, columns) = (Parts(CanvasHeight, TileHeight), Parts(CanvasWidth, TileWidth));
        var all = from row in Enumerable.Range(0, rows)
                  from column in Enumerable.Range(0, columns)
                  select (Row: row, Column: column);
        return order switch
        {
            Linear => all.Select(at => Tile(at.Row, at.Column)),
            Chess => all.OrderBy(at => (at.Row + at.Column) % 2).Select(at => Tile(at.Row, at.Column)),
            _ => [],
        };
    }

    private CanvasTile Tile(int row, int column)
    {
        // one pixel too far, as its mask is drawn
        var counts = new Rectangle(column * TileWidth, row * TileHeight, Math.Min(((column + 1) * TileWidth) + 1, CanvasWidth),
            Math.Min(((row + 1) * TileHeight) + 1, CanvasHeight));
        var (left, right) = Padded(counts.Left, counts.Right, CanvasWidth);
        var (top, bottom) = Padded(counts.Top, counts.Bottom, CanvasHeight);
        var (width, height) = (right - left, bottom - top);
        var (sideX, sideY) = (RoundUp(TileWidth + Padding), RoundUp(TileHeight + Padding));
        var (wantedX, wantedY) = !Uniform ? (RoundUp(width), RoundUp(height))
            : (double)width / height < (double)sideX / sideY ? (Rounded((double)height * sideX / sideY), height)
            : (width, Rounded((double)width * sideY / sideX));
        (left, right) = Widened(left, right, wantedX, CanvasWidth);
        (top, bottom) = Widened(top, bottom, wantedY, CanvasHeight);
        return new(counts, new(left, top, right, bottom), Uniform ? sideX : wantedX, Uniform ? sideY : wantedY);
    }

    private (int Start, int End) Padded(int start, int end, int size)
    {
        end = Math.Min(end + Padding, size);
        return (Math.Max(start - Padding, 0), end < size ? end - 1 : end);
    }

    /// <summary>To a length: half of what lacks behind, the rest before, and what finds no place there behind again.</summary>
    private static (int Start, int End) Widened(int start, int end, int wanted, int size)
    {
        end = Math.Min(end + Math.Max(0, (wanted - (end - start)) / 2), size);
        start = Math.Max(start - Math.Max(0, wanted - (end - start)), 0);
        return (start, Math.Min(end + Math.Max(0, wanted - (end - start)), size));
    }

    private static int Parts(int size, int part) => (size + part - 1) / part;

    private static int RoundUp(int size) => (size + Multiple - 1) / Multiple * Multiple;

    private static int Rounded(double value) => (int)Math.Round(value);
}
