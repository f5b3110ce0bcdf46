using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>
/// Fills a hole from its edge inwards, the nearest pixels first (fast marching: Sethian 1996), each from the known ones within three
/// pixels: by their distance, level and slope (Telea 2004, "An image inpainting technique based on the fast marching method"), or along
/// lines of equal brightness (after Bertalmio, Bertozzi, Sapiro 2001, "Navier-Stokes, fluid dynamics, and image and video inpainting").
/// Bytes come out as OpenCV's inpaint gives them.
/// </summary>
internal sealed class MarchingFill
{
    private const int Range = 3;
    private const float Far = 1e6f;

    private readonly FillFront _front;
    private readonly FillSample _sample;
    private readonly byte[] _colours;
    private readonly int _width;

    private MarchingFill(RgbImage picture, bool[] hole, bool slopes)
    {
        (_colours, _width) = ([.. picture.Pixels], picture.Width);
        _front = new FillFront(picture.Height + 2, picture.Width + 2, Far);
        for (var i = 0; i < hole.Length; i++)
        {
            if (hole[i])
                _front.MarkInside((i / _width) + 1, (i % _width) + 1);
        }
        _front.Start();
        if (slopes)
            _front.MeasureOutside(Range);
        _sample = new FillSample(_front, _colours, _width, slopes);
    }

    /// <param name="hole">One for each pixel.</param>
    /// <param name="slopes">Telea's way, which goes by slopes.</param>
    public static RgbImage Fill(RgbImage picture, bool[] hole, bool slopes, CancellationToken cancellationToken)
    {
        if (!Array.Exists(hole, inside => inside))
            return picture;
        var fill = new MarchingFill(picture, hole, slopes);
        fill._front.March(fill.Paint, cancellationToken);
        return new RgbImage(fill._colours, 1, picture.Height, picture.Width, 3);
    }

    private void Paint(int row, int column)
    {
        Span<byte> mixed = stackalloc byte[3];
        for (var channel = 0; channel < 3; channel++)
            mixed[channel] = _sample.At(row, column, channel, Range);
        mixed.CopyTo(_colours.AsSpan((((row - 1) * _width) + column - 1) * 3));
    }
}
