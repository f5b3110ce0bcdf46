using System.Globalization;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.ControlAlt;

/// <summary>Sizes by their shape, and a drawing of them.</summary>
internal static class RatioSizes
{
    private const int Canvas = 1024;
    private const int Longest = 800;
    private const int GridStep = 50;
    private const int Outline = 4;

    /// <param name="ratio">Such as 16:9.</param>
    /// <exception cref="EngineException">It is no ratio of two whole numbers (BadPrompt).</exception>
    public static (int Width, int Height) Of(string ratio, double megapixels, int multiple)
    {
        if (ratio.Split(':') is not [var first, var second]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var across)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var down) || across == 0 || down == 0)
            throw new EngineException(EngineError.BadPrompt, $"'{ratio}' is no ratio. Write two whole numbers with a colon, such as 16:9.");
        var unit = Math.Sqrt(megapixels * 1_000_000 / ((double)across * down));
        int Side(int part) => (int)Math.Round((int)(unit * part) / (double)multiple) * multiple;
        return (Side(across), Side(down));
    }

    /// <summary>[1,1024,1024,3]: a red frame of the shape on a grid; without the words that the pack writes into it.</summary>
    public static Tensor Drawn(int width, int height)
    {
        var scale = (double)Longest / Math.Max(Math.Max(width, height), 1);
        var (across, down) = ((int)(width * scale), (int)(height * scale));
        var (left, top) = ((Canvas - across) / 2, (Canvas - down) / 2);
        var pixels = new Tensor(1, Canvas, Canvas, 3);
        for (var i = 0; i < Canvas * Canvas; i++)
        {
            var (x, y) = (i % Canvas, i / Canvas);
            var (inX, inY) = (Math.Min(x - left, left + across - x), Math.Min(y - top, top + down - y));
            var colour = pixels.Span.Slice(i * 3, 3);
            if (inX >= 0 && inY >= 0 && Math.Min(inX, inY) < Outline)
                colour[0] = 1;
            else if (x % GridStep == 0 || y % GridStep == 0)
                colour.Fill(51 / 255f);
        }
        return pixels;
    }
}
