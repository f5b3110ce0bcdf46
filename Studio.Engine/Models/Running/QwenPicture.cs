using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>
/// A picture on its way through <see cref="QwenVision"/>: its squares, normalized as CLIP's pictures are, window by window and in those by
/// groups that become one token.
/// </summary>
internal sealed class QwenPicture
{
    private const int Unit = QwenVision.Square * QwenVision.GroupSide;
    private const int Groups = QwenVision.WindowSide / QwenVision.GroupSide;
    private const int InGroup = QwenVision.GroupSide * QwenVision.GroupSide;
    private const double FewestPixels = 3136;
    private const double MostPixels = 12845056;

    private static readonly float[] Means = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Deviations = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly Tensor _planes;
    private readonly int _windowColumns;

    /// <param name="pixels">[1,H,W,3 or 4] in 0..1.</param>
    public QwenPicture(Tensor pixels)
    {
        var (height, width) = Size(pixels.Size(1), pixels.Size(2));
        (Rows, Columns) = (height / Unit, width / Unit);
        _planes = Resample.Planes(Planes(pixels), width, height, ResampleMethod.Bilinear);
        _windowColumns = (Columns + Groups - 1) / Groups;
    }

    /// <summary>Tokens below one another.</summary>
    public int Rows { get; }

    /// <summary>Tokens side by side.</summary>
    public int Columns { get; }

    private int Windows => (Rows + Groups - 1) / Groups * _windowColumns;

    /// <summary>Its tokens, row by row, as vectors of the text encoder's width.</summary>
    public PictureTokens Read(OrtSession tower, CancellationToken cancellationToken)
    {
        var count = Windows * QwenVision.WindowSide * QwenVision.WindowSide;
        var (patches, places, presence) = (new Tensor(count, QwenVision.Numbers), new Tensor(count, 2), new Tensor(count));
        for (var group = 0; group < Rows * Columns; group++)
        {
            var (row, column, slot) = (group / Columns, group % Columns, Slot(group));
            for (var square = 0; square < InGroup; square++)
            {
                var (y, x) = ((row * QwenVision.GroupSide) + (square / QwenVision.GroupSide),
                    (column * QwenVision.GroupSide) + (square % QwenVision.GroupSide));
                var at = (slot * InGroup) + square;
                (places.Span[2 * at], places.Span[(2 * at) + 1], presence.Span[at]) = (y, x, 1);
                Cut(y, x, patches.Span.Slice(at * QwenVision.Numbers, QwenVision.Numbers));
            }
        }
        var tokens = tower.Run(
            [
                NamedInput.Of(QwenVision.PatchesInput, patches), NamedInput.Of(QwenVision.PlacesInput, places),
                NamedInput.Of(QwenVision.PresenceInput, presence),
            ],
            [QwenVision.Result],
            cancellationToken)[0];
        return new PictureTokens(Rows, Columns, [.. Enumerable.Range(0, Rows * Columns)
            .Select(group => (ReadOnlyMemory<float>)tokens.Memory.Slice(Slot(group) * tokens.Size(1), tokens.Size(1)))]);
    }

    /// <summary>One square's numbers: by colour, frame, row, column.</summary>
    internal void Cut(int row, int column, Span<float> target)
    {
        const int side = QwenVision.Square;
        var (height, width) = (_planes.Size(-2), _planes.Size(-1));
        for (var i = 0; i < target.Length; i++)
        {
            var (color, y, x) = (i / (2 * side * side), (row * side) + (i / side % side), (column * side) + (i % side));
            target[i] = _planes.Span[(((color * height) + y) * width) + x];
        }
    }

    /// <summary>A group's place among those of all windows, which stand one after another.</summary>
    private int Slot(int group)
    {
        var (row, column) = (group / Columns, group % Columns);
        var window = (row / Groups * _windowColumns) + (column / Groups);
        return (window * Groups * Groups) + (row % Groups * Groups) + (column % Groups);
    }

    /// <summary>The nearest size in whole tokens, within what the tower was trained on.</summary>
    private static (int Height, int Width) Size(int height, int width)
    {
        static int Rounded(double size) => Math.Max(1, (int)Math.Round(size)) * Unit;
        var (down, across) = (Rounded((double)height / Unit), Rounded((double)width / Unit));
        var scale = (double)down * across > MostPixels ? Math.Sqrt(MostPixels / ((double)height * width))
            : (double)down * across < FewestPixels ? Math.Sqrt(FewestPixels / ((double)height * width)) : 0;
        return scale == 0 ? (down, across) : scale < 1
            ? (Math.Max(1, (int)(height * scale / Unit)) * Unit, Math.Max(1, (int)(width * scale / Unit)) * Unit)
            : ((int)Math.Ceiling(height * scale / Unit) * Unit, (int)Math.Ceiling(width * scale / Unit) * Unit);
    }

    /// <summary>[3,H,W], each colour normalized.</summary>
    private static Tensor Planes(Tensor pixels)
    {
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        var planes = new Tensor(3, height, width);
        for (var i = 0; i < planes.Length; i++)
        {
            var (color, pixel) = (i / (height * width), i % (height * width));
            planes.Span[i] = (pixels.Span[(pixel * channels) + color] - Means[color]) / Deviations[color];
        }
        return planes;
    }
}
