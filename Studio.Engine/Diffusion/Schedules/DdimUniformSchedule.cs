namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Every (N / steps)-th entry of the table from index 1 on, in whole strides; so it may give a step more or less than was asked for (Song
/// et al. 2020, arXiv:2010.02502).
/// </summary>
public sealed class DdimUniformSchedule : ISchedule
{
    public string Name => "ddim_uniform";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        var stride = Math.Max(table.Count / steps, 1);
        var count = (table.Count - 2) / stride + 1;
        return SigmaList.FallingToZero(count, i => table[1 + ((count - 1 - i) * stride)]);
    }
}
