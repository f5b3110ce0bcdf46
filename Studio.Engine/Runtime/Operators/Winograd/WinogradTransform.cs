using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Studio.Engine.Runtime;

/// <summary>
/// The one-dimensional transforms of F(4,3): four results of a filter with three taps from six inputs by six products instead of twelve,
/// and in two dimensions by 36 instead of 144. Winograd 1980; for convolutions Lavin and Gray 2015 (arXiv:1509.09308). The points are 0,
/// +-1/sqrt 2, +-sqrt 2 and infinity: their products are 1, which keeps the rounding below that of the usual 0, +-1, +-2 (Barabasz et al.
/// 2018, arXiv:1803.10986, on the choice of points).
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>Results of a tile along one side.</summary>
    public const int Tile = 4;

    /// <summary>Inputs and products of a tile along one side.</summary>
    public const int Window = 6;

    public const int Positions = Window * Window;

    private const float Near = 0.70710678f;
    private const float Far = 1.41421356f;

    /// <summary>What three taps become: 6 rows, for the points 0, near, -near, far, -far, infinity.</summary>
    private static readonly float[] Filter =
    [
        1, 0, 0,
        1 / -1.5f, Near / -1.5f, 0.5f / -1.5f,
        1 / -1.5f, -Near / -1.5f, 0.5f / -1.5f,
        1 / 6f, Far / 6, 2 / 6f,
        1 / 6f, -Far / 6, 2 / 6f,
        0, 0, 1,
    ];

    /// <summary>The part that the tap [row, column] of a filter has in a position.</summary>
    public static float FilterPart(int position, int row, int column) =>
        Filter[(position / Window * 3) + row] * Filter[(position % Window * 3) + column];

    /// <summary>Six inputs to six points, for <paramref name="count"/> windows that lie one after another.</summary>
    /// <param name="inputs">Six pointers: the first input of all windows, the second ...</param>
    /// <param name="stride">Between a window's results.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float** inputs, float* target, nint stride, int count)
    {
        float* d0 = inputs[0], d1 = inputs[1], d2 = inputs[2], d3 = inputs[3], d4 = inputs[4], d5 = inputs[5];
        var i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (x1, x2, x3, x4) = (Vector256.Load(d1 + i), Vector256.Load(d2 + i), Vector256.Load(d3 + i), Vector256.Load(d4 + i));
            var (nearEven, nearOdd) = (x4 - (x2 * 2f), (x3 - (x1 * 2f)) * Near);
            var (farEven, farOdd) = (x4 - (x2 * 0.5f), (x3 - (x1 * 0.5f)) * Far);
            (Vector256.Load(d0 + i) - (x2 * 2.5f) + x4).Store(target + i);
            (nearEven + nearOdd).Store(target + i + stride);
            (nearEven - nearOdd).Store(target + i + (2 * stride));
            (farEven + farOdd).Store(target + i + (3 * stride));
            (farEven - farOdd).Store(target + i + (4 * stride));
            (x1 - (x3 * 2.5f) + Vector256.Load(d5 + i)).Store(target + i + (5 * stride));
        }
        for (; i < count; i++)
        {
            var (nearEven, nearOdd) = (d4[i] - (d2[i] * 2), (d3[i] - (d1[i] * 2)) * Near);
            var (farEven, farOdd) = (d4[i] - (d2[i] * 0.5f), (d3[i] - (d1[i] * 0.5f)) * Far);
            target[i] = d0[i] - (d2[i] * 2.5f) + d4[i];
            target[i + stride] = nearEven + nearOdd;
            target[i + (2 * stride)] = nearEven - nearOdd;
            target[i + (3 * stride)] = farEven + farOdd;
            target[i + (4 * stride)] = farEven - farOdd;
            target[i + (5 * stride)] = d1[i] - (d3[i] * 2.5f) + d5[i];
        }
    }

    /// <summary>Six products to four results, of eight tiles.</summary>
    /// <param name="stride">Between a tile's products.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(Vector256<float>* products, nint stride, Vector256<float>* results, nint resultStride)
    {
        var (m1, m2, m3, m4) = (products[stride], products[2 * stride], products[3 * stride], products[4 * stride]);
        var (nearEven, nearOdd) = (m1 + m2, (m1 - m2) * Near);
        var (farEven, farOdd) = (m3 + m4, (m3 - m4) * Far);
        results[0] = products[0] + nearEven + farEven;
        results[resultStride] = nearOdd + farOdd;
        results[2 * resultStride] = (nearEven * 0.5f) + (farEven * 2f);
        results[3 * resultStride] = (nearOdd * 0.5f) + (farOdd * 2f) + products[5 * stride];
    }
}
