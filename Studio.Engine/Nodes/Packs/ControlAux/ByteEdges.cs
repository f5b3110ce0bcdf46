using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.ControlAux;

/// <summary>
/// Edges after Canny (1986) as OpenCV finds them in colours of 8 bits: Sobel slopes of the channel that rises most, |dx| + |dy| between two
/// thresholds, no blur before.
/// </summary>
internal static class ByteEdges
{
    /// <summary>tan 22.5 degrees: below it a slope is level, above its inverse upright.</summary>
    private const double Slant = 0.41421356237;

    /// <summary>From [B,H,W,3] in 0..1 to [B,H,W,3]: 1 on edges, 0 elsewhere.</summary>
    /// <param name="low">Slopes above it are edges where they hang together with a strong one.</param>
    /// <param name="high">Slopes above it are edges.</param>
    public static Tensor Find(Tensor pixels, int low, int high, CancellationToken cancellationToken)
    {
        var result = new Tensor(pixels.Size(0), pixels.Size(1), pixels.Size(2), 3);
        for (var index = 0; index < pixels.Size(0); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slopes = new Slopes(pixels.Slice(index));
            var isEdge = slopes.Followed(Math.Min(low, high), Math.Max(low, high));
            for (var i = 0; i < isEdge.Length; i++)
                result.Slice(index).Span.Slice(i * 3, 3).Fill(isEdge[i] ? 1 : 0);
        }
        return result;
    }

    private sealed class Slopes
    {
        private readonly int _width;
        private readonly int _height;
        private readonly int[] _dx;
        private readonly int[] _dy;

        public Slopes(Tensor picture)
        {
            (_height, _width) = (picture.Size(1), picture.Size(2));
            (_dx, _dy) = (new int[_height * _width], new int[_height * _width]);
            for (var i = 0; i < _dx.Length; i++)
            {
                for (var c = 0; c < 3; c++)
                {
                    var (dx, dy) = Sobel(picture.Span, i % _width, i / _width, c);
                    if (c == 0 || Math.Abs(dx) + Math.Abs(dy) > Steepness(i))
                        (_dx[i], _dy[i]) = (dx, dy);
                }
            }
        }

        public bool[] Followed(int low, int high)
        {
            var isEdge = new bool[_dx.Length];
            var open = new Stack<int>();
            for (var i = 0; i < isEdge.Length; i++)
            {
                if (Steepness(i) > high && IsRidge(i))
                    Mark(i);
            }
            while (open.TryPop(out var at))
            {
                for (var k = 0; k < 9; k++)
                {
                    var (x, y) = ((at % _width) + (k % 3) - 1, (at / _width) + (k / 3) - 1);
                    if (x >= 0 && x < _width && y >= 0 && y < _height && Steepness((y * _width) + x) > low && IsRidge((y * _width) + x))
                        Mark((y * _width) + x);
                }
            }
            return isEdge;

            void Mark(int i)
            {
                if (isEdge[i])
                    return;
                isEdge[i] = true;
                open.Push(i);
            }
        }

        private int Steepness(int i) => Math.Abs(_dx[i]) + Math.Abs(_dy[i]);

        private int Steepness(int x, int y) => x < 0 || x >= _width || y < 0 || y >= _height ? 0 : Steepness((y * _width) + x);

        /// <summary>Steeper than its two neighbours across the edge.</summary>
        private bool IsRidge(int i)
        {
            var (x, y, across, down) = (i % _width, i / _width, Math.Abs(_dx[i]), Math.Abs(_dy[i]));
            if (down < across * Slant)
                return Steepness(i) > Steepness(x - 1, y) && Steepness(i) >= Steepness(x + 1, y);
            if (across < down * Slant)
                return Steepness(i) > Steepness(x, y - 1) && Steepness(i) >= Steepness(x, y + 1);
            var side = (_dx[i] ^ _dy[i]) < 0 ? -1 : 1;
            return Steepness(i) > Steepness(x - side, y - 1) && Steepness(i) > Steepness(x + side, y + 1);
        }

        private (int Dx, int Dy) Sobel(ReadOnlySpan<float> pixels, int x, int y, int c)
        {
            var (left, right) = (Math.Max(x - 1, 0), Math.Min(x + 1, _width - 1));
            var (above, below) = (Math.Max(y - 1, 0), Math.Min(y + 1, _height - 1));
            var dx = At(pixels, right, above, c) + (2 * At(pixels, right, y, c)) + At(pixels, right, below, c)
                - At(pixels, left, above, c) - (2 * At(pixels, left, y, c)) - At(pixels, left, below, c);
            var dy = At(pixels, left, below, c) + (2 * At(pixels, x, below, c)) + At(pixels, right, below, c)
                - At(pixels, left, above, c) - (2 * At(pixels, x, above, c)) - At(pixels, right, above, c);
            return (dx, dy);
        }

        private int At(ReadOnlySpan<float> pixels, int x, int y, int c) => (int)(pixels[(((y * _width) + x) * 3) + c] * 255);
    }
}
