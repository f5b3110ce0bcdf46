using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>
/// One walk down a list of sigmas, as a sampler sees it: levels, model, noise. In the coordinates of <see cref="OverAlpha"/> a flow
/// model looks like any other, so the samplers that are derived from the signal-to-noise ratio are written once.
/// </summary>
public sealed class SamplerRun
{
    private readonly IDenoiser _model;
    private readonly SamplerContext _context;
    private readonly int[] _shape;
    private readonly (float Min, float Max) _range;
    private readonly bool _overAlpha;
    private BrownianTree? _tree;

    internal SamplerRun(IDenoiser model, ReadOnlySpan<int> shape, ReadOnlySpan<float> sigmas, SamplerContext context)
    {
        (_model, _context, _shape) = (model, context, shape.ToArray());
        Sigmas = [.. sigmas.ToArray().Select(sigma => (double)sigma)];
        _range = (sigmas[^1] > 0 ? sigmas[^1] : sigmas[^2], sigmas[0]);
        if (_range.Min > _range.Max)
            _range = (_range.Max, _range.Min);
    }

    private SamplerRun(SamplerRun flow)
    {
        (_model, _context, _shape, _range, _overAlpha) = (flow._model, flow._context, flow._shape, flow._range, true);
        var noisiest = _context.Table.PercentToSigma(1e-4f);
        Sigmas = [.. flow.Sigmas.Select(sigma => sigma >= 1 ? noisiest : sigma).Select(sigma => sigma / (1 - sigma))];
    }

    /// <summary>Noise levels, one more than there are steps; only the last may be 0.</summary>
    public double[] Sigmas { get; }

    /// <summary>At least 1.</summary>
    public int Steps => Sigmas.Length - 1;

    /// <summary>Whether x = (1 - sigma)·x0 + sigma·noise; otherwise x = x0 + sigma·noise.</summary>
    public bool IsFlow => _context.Parameterization.IsFlow && !_overAlpha;

    /// <summary>What the model predicts, and how picture and noise are mixed.</summary>
    public Parameterization Parameterization => _context.Parameterization;

    /// <summary>Where step i starts and where it ends.</summary>
    public (double Sigma, double Next) Step(int i) => (Sigmas[i], Sigmas[i + 1]);

    /// <summary>
    /// The same run of a flow model after division by alpha = 1 - sigma: x/alpha = x0 + (sigma/alpha)·noise. Pure noise has no picture
    /// to divide by, so sigma 1 is taken as the level at 0.01 % of the schedule.
    /// </summary>
    public SamplerRun OverAlpha() => new(this);

    /// <summary>The model's own sigma for a level of this run.</summary>
    public double ModelSigma(double sigma) => _overAlpha ? sigma / (1 + sigma) : sigma;

    /// <summary>The model's own noise level at a fraction of the schedule, 0 the noisiest.</summary>
    public double ModelSigmaAt(float percent) => _context.Table.PercentToSigma(percent);

    /// <summary>x0 at the start of outer step i, from 0, reported as its progress: what samplers call once per step.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Tensor Denoise(Tensor x, int i)
    {
        var denoised = Denoise(x, Sigmas[i]);
        Report(i, denoised);
        return denoised;
    }

    /// <summary>x0 inside a step.</summary>
    /// <param name="x">[B,C,H,W] at the noise level <paramref name="sigma"/>, which is above 0.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Tensor Denoise(Tensor x, double sigma)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        return _model.Denoise(ForModel(x, sigma), (float)ModelSigma(sigma));
    }

    /// <summary>x0 with guidance and without, at the start of outer step i, reported as its progress.</summary>
    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, int i)
    {
        var both = DenoiseBoth(x, Sigmas[i]);
        Report(i, both.Denoised);
        return both;
    }

    /// <summary>x0 with guidance and without, inside a step.</summary>
    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, double sigma)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        return _model.DenoiseBoth(ForModel(x, sigma), (float)ModelSigma(sigma));
    }

    /// <summary>
    /// x0 at the start of outer step i, and the x0 that gives the direction: the unconditional one for CFG++, else the same.
    /// </summary>
    public (Tensor Denoised, Tensor Direction) Denoise(Tensor x, int i, bool cfgPlusPlus)
    {
        if (cfgPlusPlus)
            return DenoiseBoth(x, i);
        var denoised = Denoise(x, i);
        return (denoised, denoised);
    }

    /// <summary>Progress of outer step i; stops the run when it has been cancelled.</summary>
    public void Report(int i, Tensor denoised) => _context.Report(i, Steps, denoised);

    /// <summary>The next draw of standard normal noise [B,C,H,W]; the run's seed decides it.</summary>
    public Tensor Noise() => _context.Noise(_shape);

    /// <summary>
    /// Standard normal noise that belongs to the way from one level to another, the same however the way is cut into steps.
    /// </summary>
    public Tensor BrownianNoise(double sigma, double next)
    {
        if (_range.Min == _range.Max)
            return new Tensor(_shape);
        _tree ??= new BrownianTree(_context.Seed, _shape, _range.Min, _range.Max);
        return _tree.Noise((float)ModelSigma(sigma), (float)ModelSigma(next));
    }

    private Tensor ForModel(Tensor x, double sigma) => _overAlpha ? Sampler.Sum((1 / (1 + sigma), x)) : x;
}
