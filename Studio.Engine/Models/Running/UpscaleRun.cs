using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>One picture, or one tile of it, through an upscaler that the caller keeps in memory.</summary>
internal sealed class UpscaleRun(NetworkLease lease, UpscaleNetwork network, CancellationToken cancellationToken)
{
    /// <summary>
    /// Planes [1,3,H,W] to [1,3,H * scale,W * scale], as the network gives them. Sides that it does not take are made longer by mirroring,
    /// to the right and below, and the result is cut.
    /// </summary>
    public Tensor Upscale(Tensor planes)
    {
        var (height, width) = (planes.Size(2), planes.Size(3));
        var fitting = Pad(planes, Fitting(height), Fitting(width));
        var output = lease.Session.Run([NamedInput.Of(UpscaleNetwork.ImageInput, fitting)], [UpscaleNetwork.Result], cancellationToken)[0];
        return ReferenceEquals(fitting, planes)
            ? output
            : WindowSum.Crop(output, new LatentArea(0, 0, height * network.Scale, width * network.Scale));
    }

    private int Fitting(int side)
    {
        var (least, multiple) = (Math.Max(side, network.LeastSide), network.MultipleOf);
        return (least + multiple - 1) / multiple * multiple;
    }

    /// <summary>Mirrored at the last pixel; what is longer than a whole mirrored picture repeats its end.</summary>
    private static Tensor Pad(Tensor planes, int toHeight, int toWidth)
    {
        var (channels, height, width) = (planes.Size(1), planes.Size(2), planes.Size(3));
        if ((height, width) == (toHeight, toWidth))
            return planes;
        static int Mirrored(int at, int side) => at < side ? at : Math.Max(0, (2 * side) - 2 - at);
        var padded = new Tensor(1, channels, toHeight, toWidth);
        for (var row = 0; row < channels * toHeight; row++)
        {
            var from = ((row / toHeight * height) + Mirrored(row % toHeight, height)) * width;
            var target = padded.Span.Slice(row * toWidth, toWidth);
            for (var x = 0; x < toWidth; x++)
                target[x] = planes.Span[from + Mirrored(x, width)];
        }
        return padded;
    }
}
