namespace Studio.Engine.Imaging;

/// <summary>
/// What a player of animated PNGs shows: frames put upon each other, straight alpha, transparent black to begin with (W3C PNG, 11.3.7.3 and
/// 13.16).
/// </summary>
internal sealed class FrameCanvas(int width, int height, int channels)
{
    private readonly byte[] _pixels = new byte[checked(width * height * 4)];
    private PngFrame? _shown;
    private byte[] _under = [];

    /// <summary>Puts the next frame there, when what is to become of the one before has been done.</summary>
    /// <param name="picture">The frame's own pixels, as large as it says.</param>
    public void Show(PngFrame frame, RgbImage picture)
    {
        DisposeOfShown();
        _shown = frame with { Disposal = _shown is null && frame.Disposal == PngDisposal.Previous
            ? PngDisposal.Background
            : frame.Disposal };
        if (_shown.Disposal == PngDisposal.Previous)
            _under = Part(frame);
        for (var y = 0; y < frame.Height; y++)
            for (var x = 0; x < frame.Width; x++)
                Put(picture, (y * frame.Width + x) * picture.Channels, _pixels.AsSpan(At(frame, x, y), 4), frame.IsBlended);
    }

    /// <summary>The canvas as it is now.</summary>
    public void CopyTo(Span<byte> pixels)
    {
        if (channels == 4)
            _pixels.CopyTo(pixels);
        else
            for (int from = 0, to = 0; from < _pixels.Length; from += 4, to += 3)
                _pixels.AsSpan(from, 3).CopyTo(pixels[to..]);
    }

    private static void Put(RgbImage picture, int at, Span<byte> under, bool isBlended)
    {
        var colours = picture.Pixels.AsSpan(at, 3);
        int alpha = picture.HasAlpha ? picture.Pixels[at + 3] : 255;
        if (!isBlended || alpha == 255)
        {
            colours.CopyTo(under);
            under[3] = (byte)alpha;
        }
        else if (alpha > 0)
        {
            int behind = (255 - alpha) * under[3], together = alpha * 255 + behind; // both 255 times too large
            for (var c = 0; c < 3; c++)
                under[c] = (byte)((alpha * 255 * colours[c] + behind * under[c] + together / 2) / together);
            under[3] = (byte)((together + 127) / 255);
        }
    }

    private void DisposeOfShown()
    {
        if (_shown is not { Disposal: not PngDisposal.None } frame)
            return;
        for (var y = 0; y < frame.Height; y++)
        {
            var row = _pixels.AsSpan(At(frame, 0, y), frame.Width * 4);
            if (frame.Disposal == PngDisposal.Background)
                row.Clear();
            else
                _under.AsSpan(y * row.Length, row.Length).CopyTo(row);
        }
    }

    private byte[] Part(PngFrame frame)
    {
        var part = new byte[frame.Width * frame.Height * 4];
        for (var y = 0; y < frame.Height; y++)
            _pixels.AsSpan(At(frame, 0, y), frame.Width * 4).CopyTo(part.AsSpan(y * frame.Width * 4));
        return part;
    }

    private int At(PngFrame frame, int x, int y) => ((frame.Y + y) * width + frame.X + x) * 4;
}
