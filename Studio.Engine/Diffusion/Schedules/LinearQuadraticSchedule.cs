namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Half of the steps spend 1/40 of the noise in a straight line, the others fall on a parabola that joins it smoothly (Polyak et al. 2024,
/// arXiv:2410.13720, section 3.4.2).
/// </summary>
public sealed class LinearQuadraticSchedule : ISchedule
{
    private const double Threshold = 0.025;

    public string Name => "linear_quadratic";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        if (steps == 1)
            return [table.SigmaMax, 0];
        var linear = steps / 2;
        var quadratic = steps - linear;
        var difference = linear - (Threshold * steps);
        var square = difference / (linear * (double)quadratic * quadratic);
        var slope = (Threshold / linear) - (2 * difference / ((double)quadratic * quadratic));
        return SigmaList.FallingToZero(steps, i => (float)(1 - Done(i)) * table.SigmaMax);

        double Done(int i) => i < linear ? i * Threshold / linear : (square * i * i) + (slope * i) + (square * linear * linear);
    }
}
