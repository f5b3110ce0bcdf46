namespace Studio.Engine.Diffusion;

/// <summary>
/// Every n-th level of a training schedule, the last one included: what a latent consistency model was distilled on (Luo et al. 2023,
/// arXiv:2310.04378). The model is told timesteps of the whole schedule.
/// </summary>
internal sealed class DistilledSigmas : SigmaTable
{
    private readonly DiscreteSigmas _levels;
    private readonly int _skip;

    public DistilledSigmas(SigmaTable trained, int levels)
        : this(Thinned(trained, levels), trained.Count / levels)
    {
    }

    private DistilledSigmas(float[] sigmas, int skip)
        : base(sigmas)
    {
        _levels = new DiscreteSigmas(sigmas);
        _skip = skip;
    }

    public override float Timestep(float sigma) => (_levels.Timestep(sigma) * _skip) + (_skip - 1);

    public override float Sigma(float timestep) => _levels.Sigma((timestep - (_skip - 1)) / _skip);

    public override float PercentToSigma(float percent) => percent switch
    {
        <= 0 => 999999999.9f,
        >= 1 => 0,
        _ => Sigma((1 - percent) * ((Count * _skip) - 1)),
    };

    private static float[] Thinned(SigmaTable trained, int levels)
    {
        var skip = trained.Count / levels;
        return [.. Enumerable.Range(0, levels).Select(i => trained[trained.Count - 1 - ((levels - 1 - i) * skip)])];
    }
}
