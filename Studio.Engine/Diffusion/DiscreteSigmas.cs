namespace Studio.Engine.Diffusion;

/// <summary>A table of a discrete training schedule; between entries log sigma is interpolated linearly.</summary>
internal sealed class DiscreteSigmas : SigmaTable
{
    private readonly float[] _logSigmas;

    public DiscreteSigmas(float[] sigmas)
        : base(sigmas) => _logSigmas = Array.ConvertAll(sigmas, MathF.Log);

    /// <summary>betas = linspace(sqrt(start), sqrt(end))^2, sigma = sqrt((1 - a) / a) with a the running product of 1 - beta.</summary>
    public static DiscreteSigmas ScaledLinear(double start, double end, int count) => OfAlphaBars(AlphaBars(start, end, count));

    /// <summary>
    /// The same with sqrt(a) shifted and stretched so that it ends at 0; the last entry takes a tiny a instead, to keep sigma finite.
    /// </summary>
    public static DiscreteSigmas ZeroTerminal(double start, double end, int count)
    {
        const double lastAlphaBar = 4.8973451890853435e-08;
        var roots = Array.ConvertAll(AlphaBars(start, end, count), Math.Sqrt);
        var (first, last) = (roots[0], roots[^1]);
        var alphaBars = Array.ConvertAll(roots, root => Math.Pow((root - last) * (first / (first - last)), 2));
        alphaBars[^1] = lastAlphaBar;
        return OfAlphaBars(alphaBars);
    }

    private static double[] AlphaBars(double start, double end, int count)
    {
        var (first, last) = (Math.Sqrt(start), Math.Sqrt(end));
        var product = 1.0;
        var alphaBars = new double[count];
        for (var i = 0; i < count; i++)
        {
            var root = first + ((last - first) * i / (count - 1));
            product *= 1 - (root * root);
            alphaBars[i] = product;
        }
        return alphaBars;
    }

    private static DiscreteSigmas OfAlphaBars(double[] alphaBars) =>
        new(Array.ConvertAll(alphaBars, alphaBar => (float)Math.Sqrt((1 - alphaBar) / alphaBar)));

    /// <summary>The index of the entry that is nearest in log sigma.</summary>
    public override float Timestep(float sigma)
    {
        var log = MathF.Log(sigma);
        var above = Array.BinarySearch(_logSigmas, log);
        if (above >= 0)
            return above;
        above = ~above;
        if (above == 0)
            return 0;
        if (above == Count)
            return Count - 1;
        return log - _logSigmas[above - 1] <= _logSigmas[above] - log ? above - 1 : above;
    }

    public override float Sigma(float timestep)
    {
        var t = Math.Clamp(timestep, 0, Count - 1);
        var low = (int)MathF.Floor(t);
        var high = (int)MathF.Ceiling(t);
        var fraction = t - low;
        return MathF.Exp(((1 - fraction) * _logSigmas[low]) + (fraction * _logSigmas[high]));
    }

    public override float PercentToSigma(float percent) => percent switch
    {
        <= 0 => 999999999.9f,
        >= 1 => 0,
        _ => Sigma((1 - percent) * (Count - 1)),
    };
}
