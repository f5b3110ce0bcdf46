namespace Studio.Engine.Runtime;

/// <summary>The sizes of one convolution, and how it is cut: into strips of rows of tiles, whose inputs and sums fit a cache.</summary>
internal sealed record WinogradPlan
{
    /// <summary>Of the inputs and the sums of a strip together, in float32s: 32 MB. A quarter of it was up to a tenth slower.</summary>
    private const int StripNumbers = 8 << 20;

    /// <summary>Filters are transformed for each strip anew, which fewer tiles would not pay for.</summary>
    private const int FewestStripTiles = 192;

    public WinogradPlan(int batch, int channels, int filters, int height, int width)
    {
        (Channels, Filters, Height, Width) = (channels, filters, height, width);
        TileRows = Ceiling(height, WinogradTransform.Tile);
        TileColumns = Ceiling(width, WinogradTransform.Tile);
        FilterPanels = Ceiling(filters, WinogradProduct.Filters);
        Rows = batch * TileRows;
        var perRow = (long)WinogradTransform.Positions * TileColumns * (channels + (FilterPanels * WinogradProduct.Filters));
        var rowsAtMost = Math.Max(StripNumbers / Math.Max(1, perRow), Ceiling(FewestStripTiles, Math.Max(1, TileColumns)));
        RowsPerStrip = Ceiling(Rows, Ceiling(Rows, (int)Math.Clamp(rowsAtMost, 1, Math.Max(1, Rows))));
        Blocks = Ceiling(RowsPerStrip * TileColumns, WinogradProduct.Tiles);
    }

    public int Channels { get; }

    public int Filters { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Of one picture.</summary>
    public int TileRows { get; }

    public int TileColumns { get; }

    /// <summary>Rows of tiles of all pictures.</summary>
    public int Rows { get; }

    public int RowsPerStrip { get; }

    /// <summary>Blocks of tiles that hold a strip.</summary>
    public int Blocks { get; }

    public int FilterPanels { get; }

    /// <summary>Tiles of a strip, filled up to whole blocks.</summary>
    public int StripTiles => Blocks * WinogradProduct.Tiles;

    /// <summary>Between the lines of a row of tiles: pixels with one at either end, and what a vector may pass.</summary>
    public int LineStride => (TileColumns * WinogradTransform.Tile) + 16;

    private static int Ceiling(int number, int unit) => (number + unit - 1) / Math.Max(1, unit);
}
