using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Studio.Engine.Runtime;

/// <summary>
/// The product at the heart: a panel of <see cref="Filters"/> filters times a block of <see cref="Tiles"/> tiles, summed over channels, in
/// registers throughout. It is compiled with all optimizations at once, as are the transforms: without, it would take most of the time of a
/// first picture.
/// </summary>
internal static unsafe class WinogradProduct
{
    public const int Filters = 12;
    public const int Tiles = 32;

    /// <param name="filters">[channels, Filters].</param>
    /// <param name="tiles">[channels, Tiles].</param>
    /// <param name="sums">[Filters, Tiles], rows <paramref name="stride"/> apart.</param>
    public static void Multiply(float* filters, float* tiles, int channels, float* sums, nint stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(filters, tiles, channels, sums, stride);
            return;
        }
        for (var row = 0; row < Filters; row += 6)
        {
            for (var column = 0; column < Tiles; column += 2 * Vector256<float>.Count)
                Multiply256(filters + row, tiles + column, channels, sums + (row * stride) + column, stride);
        }
    }

    /// <summary>12 x 32: 24 of 32 registers hold sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply512(float* filters, float* tiles, int channels, float* sums, nint stride)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default,
            a8 = default, a9 = default, a10 = default, a11 = default, b0 = default, b1 = default, b2 = default, b3 = default, b4 = default,
            b5 = default, b6 = default, b7 = default, b8 = default, b9 = default, b10 = default, b11 = default;
        for (var c = 0; c < channels; c++, filters += Filters, tiles += Tiles)
        {
            var (left, right) = (Vector512.Load(tiles), Vector512.Load(tiles + Vector512<float>.Count));
            Add(filters[0], left, right, ref a0, ref b0);
            Add(filters[1], left, right, ref a1, ref b1);
            Add(filters[2], left, right, ref a2, ref b2);
            Add(filters[3], left, right, ref a3, ref b3);
            Add(filters[4], left, right, ref a4, ref b4);
            Add(filters[5], left, right, ref a5, ref b5);
            Add(filters[6], left, right, ref a6, ref b6);
            Add(filters[7], left, right, ref a7, ref b7);
            Add(filters[8], left, right, ref a8, ref b8);
            Add(filters[9], left, right, ref a9, ref b9);
            Add(filters[10], left, right, ref a10, ref b10);
            Add(filters[11], left, right, ref a11, ref b11);
        }
        Store(sums, a0, b0);
        Store(sums += stride, a1, b1);
        Store(sums += stride, a2, b2);
        Store(sums += stride, a3, b3);
        Store(sums += stride, a4, b4);
        Store(sums += stride, a5, b5);
        Store(sums += stride, a6, b6);
        Store(sums += stride, a7, b7);
        Store(sums += stride, a8, b8);
        Store(sums += stride, a9, b9);
        Store(sums += stride, a10, b10);
        Store(sums + stride, a11, b11);
    }

    /// <summary>6 x 16: 12 of 16 registers hold sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply256(float* filters, float* tiles, int channels, float* sums, nint stride)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, b0 = default, b1 = default,
            b2 = default, b3 = default, b4 = default, b5 = default;
        for (var c = 0; c < channels; c++, filters += Filters, tiles += Tiles)
        {
            var (left, right) = (Vector256.Load(tiles), Vector256.Load(tiles + Vector256<float>.Count));
            Add(filters[0], left, right, ref a0, ref b0);
            Add(filters[1], left, right, ref a1, ref b1);
            Add(filters[2], left, right, ref a2, ref b2);
            Add(filters[3], left, right, ref a3, ref b3);
            Add(filters[4], left, right, ref a4, ref b4);
            Add(filters[5], left, right, ref a5, ref b5);
        }
        Store(sums, a0, b0);
        Store(sums += stride, a1, b1);
        Store(sums += stride, a2, b2);
        Store(sums += stride, a3, b3);
        Store(sums += stride, a4, b4);
        Store(sums + stride, a5, b5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float filter, Vector512<float> left, Vector512<float> right, ref Vector512<float> a, ref Vector512<float> b)
    {
        var weight = Vector512.Create(filter);
        a = Vector512.FusedMultiplyAdd(weight, left, a);
        b = Vector512.FusedMultiplyAdd(weight, right, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float filter, Vector256<float> left, Vector256<float> right, ref Vector256<float> a, ref Vector256<float> b)
    {
        var weight = Vector256.Create(filter);
        a = Vector256.FusedMultiplyAdd(weight, left, a);
        b = Vector256.FusedMultiplyAdd(weight, right, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* sums, Vector512<float> left, Vector512<float> right)
    {
        left.Store(sums);
        right.Store(sums + Vector512<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* sums, Vector256<float> left, Vector256<float> right)
    {
        left.Store(sums);
        right.Store(sums + Vector256<float>.Count);
    }
}
