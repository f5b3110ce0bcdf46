using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>
/// The mean of a square around each pixel, the border mirrored without repeating the edge; a square of an even side reaches one pixel
/// further to the right and downwards.
/// </summary>
internal static class SquareBlur
{
    /// <summary>Masks [B,H,W]; sides of 0 and 1 do nothing.</summary>
    public static Tensor Planes(Tensor planes, int side, CancellationToken cancellationToken) => side <= 1 ? planes
        : Along(Along(planes, planes.Size(2), 1, side, cancellationToken), planes.Size(1), planes.Size(2), side, cancellationToken);

    private static Tensor Along(Tensor x, int length, int stride, int side, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (blurred, before) = (x.ZerosLike(), (side - 1) / 2);
        for (var i = 0; i < x.Length; i++)
        {
            var position = i / stride % length;
            var sum = 0.0;
            for (var at = position - before; at < position - before + side; at++)
                sum += x.Span[i + ((Mirrored(at, length) - position) * stride)];
            blurred.Span[i] = (float)(sum / side);
        }
        return blurred;
    }

    private static int Mirrored(int at, int length)
    {
        at = Math.Abs(at);
        return Math.Clamp(at < length ? at : (2 * length) - 2 - at, 0, length - 1);
    }
}
