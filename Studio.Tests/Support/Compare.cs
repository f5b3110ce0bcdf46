using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>How near numbers are to the ones expected; the message tells the distance found.</summary>
internal static class Compare
{
    /// <summary>The largest difference is at most <paramref name="limit"/>.</summary>
    public static void AssertMaximumError(Tensor expected, Tensor actual, double limit)
    {
        var error = Pairs(expected, actual).Max(pair => Math.Abs(pair.Expected - pair.Actual));
        Assert.True(error <= limit, $"The largest difference is {error:G3}, allowed is {limit:G3}.");
    }

    /// <summary>The length of the difference is at most <paramref name="limit"/> times the length of what is expected.</summary>
    public static void AssertRelativeError(Tensor expected, Tensor actual, double limit)
    {
        var difference = Math.Sqrt(Pairs(expected, actual).Sum(pair => Math.Pow(pair.Expected - pair.Actual, 2)));
        var error = difference / Math.Sqrt(Pairs(expected, actual).Sum(pair => pair.Expected * pair.Expected));
        Assert.True(error <= limit, $"The relative difference is {error:G3}, allowed is {limit:G3}.");
    }

    /// <summary>Peak signal to noise ratio of values in 0..1, in decibels.</summary>
    public static void AssertPsnr(Tensor expected, Tensor actual, double least)
    {
        var meanSquare = Pairs(expected, actual).Average(pair => Math.Pow(pair.Expected - pair.Actual, 2));
        var psnr = -10 * Math.Log10(meanSquare);
        Assert.True(psnr >= least, $"The PSNR is {psnr:F1} dB, at least {least} dB are asked for.");
    }

    private static IEnumerable<(double Expected, double Actual)> Pairs(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        return expected.Span.ToArray().Zip(actual.Span.ToArray(), (a, b) => ((double)a, (double)b));
    }
}

/// <summary>Pictures between layouts.</summary>
internal static class Pictures
{
    /// <summary>[B,C,H,W] to [B,H,W,C].</summary>
    public static Tensor FromPlanes(Tensor planes)
    {
        var (batch, channels, height, width) = (planes.Size(0), planes.Size(1), planes.Size(2), planes.Size(3));
        var pixels = new Tensor(batch, height, width, channels);
        for (var i = 0; i < planes.Length; i++)
        {
            var (b, c, y, x) = (i / (channels * height * width), i / (height * width) % channels, i / width % height, i % width);
            pixels.Span[(((((b * height) + y) * width) + x) * channels) + c] = planes.Span[i];
        }
        return pixels;
    }
}
