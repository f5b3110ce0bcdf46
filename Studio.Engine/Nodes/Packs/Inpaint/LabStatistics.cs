using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>Means and deviations of colours.</summary>
internal static class LabStatistics
{
    /// <summary>
    /// Of each channel over all pixels, those that are left out counting as zeros: so it was done by whoever set the colours.
    /// </summary>
    public static (double Mean, double Deviation)[] Of(Tensor lab, Mask? exclude, int picture)
    {
        var keep = exclude is { } mask
            ? Resample.Planes(mask.Values.Slice(picture % mask.Values.Size(0)), lab.Size(2), lab.Size(1), ResampleMethod.Bilinear)
            : null;
        var (sums, squares, pixels) = (new double[3], new double[3], lab.Length / 3);
        for (var i = 0; i < lab.Length; i++)
        {
            if (keep is not null && keep.Span[i / 3] >= 0.5f)
                continue;
            sums[i % 3] += lab.Span[i];
            squares[i % 3] += (double)lab.Span[i] * lab.Span[i];
        }
        return [.. Enumerable.Range(0, 3).Select(channel =>
        {
            var mean = sums[channel] / pixels;
            return (mean, Math.Sqrt(Math.Max(0, (squares[channel] / pixels) - (mean * mean))));
        })];
    }
}
