using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Studio.Engine.Runtime;

/// <summary>Lines of pixels to rows of tiles and back.</summary>
internal static unsafe class WinogradTiles
{
    /// <summary>A line into the six inputs of each tile: pixels 0, 4, 8 ..., pixels 1, 5, 9 ... up to 5, 9, 13 ...</summary>
    /// <param name="stride">Between the inputs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split(float* line, float* target, nint stride, int tiles)
    {
        var tile = 0;
        for (; tile <= tiles - 4; tile += 4)
        {
            var pixels = line + (tile * WinogradTransform.Tile);
            var (a, b, c, d) = Transpose(
                Vector128.Load(pixels), Vector128.Load(pixels + 4), Vector128.Load(pixels + 8), Vector128.Load(pixels + 12));
            a.Store(target + tile);
            b.Store(target + tile + stride);
            c.Store(target + tile + (2 * stride));
            d.Store(target + tile + (3 * stride));
        }
        for (; tile < tiles; tile++)
        {
            for (var i = 0; i < WinogradTransform.Tile; i++)
                target[tile + (i * stride)] = line[(tile * WinogradTransform.Tile) + i];
        }
        for (var i = 0; i < 2; i++)
        {
            var next = target + ((WinogradTransform.Tile + i) * stride);
            new Span<float>(target + (i * stride) + 1, tiles - 1).CopyTo(new Span<float>(next, tiles - 1));
            next[tiles - 1] = line[(tiles * WinogradTransform.Tile) + i];
        }
    }

    /// <summary>One line of eight tiles, column by column, to pixels; what passes the picture's edge is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join(Vector256<float>* columns, Vector256<float> bias, float* line, int x, int width)
    {
        const int count = 8 * WinogradTransform.Tile;
        var edge = stackalloc float[count];
        var fits = x + count <= width;
        var target = fits ? line + x : edge;
        var (a, b, c, d) = (columns[0] + bias, columns[1] + bias, columns[2] + bias, columns[3] + bias);
        var (p, q, r, s) = Transpose(a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower());
        p.Store(target);
        q.Store(target + 4);
        r.Store(target + 8);
        s.Store(target + 12);
        (p, q, r, s) = Transpose(a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper());
        p.Store(target + 16);
        q.Store(target + 20);
        r.Store(target + 24);
        s.Store(target + 28);
        if (!fits)
            new Span<float>(edge, width - x).CopyTo(new Span<float>(line + x, width - x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        var (ab, cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
        var (abHigh, cdHigh) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
        return (Sse.MoveLowToHigh(ab, cd), Sse.MoveHighToLow(cd, ab), Sse.MoveLowToHigh(abHigh, cdHigh), Sse.MoveHighToLow(cdHigh, abHigh));
    }
}
