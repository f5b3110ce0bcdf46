namespace Studio.Engine.Diffusion;

/// <summary>
/// The noise levels a model was trained on, rising with the index, and the translation between a noise level (sigma) and the number the
/// model
/// is told (timestep). Not every table is its own inverse: flow tables follow ComfyUI, where <see cref="Sigma"/> applies the shift again.
/// </summary>
public abstract class SigmaTable
{
    private static readonly Lazy<SigmaTable> StableDiffusionTable = new(() => DiscreteSigmas.ScaledLinear(0.00085, 0.012, 1000));
    private static readonly Lazy<SigmaTable> ZeroTerminalTable = new(() => DiscreteSigmas.ZeroTerminal(0.00085, 0.012, 1000));
    private readonly float[] _sigmas;

    private protected SigmaTable(float[] sigmas) => _sigmas = sigmas;

    /// <summary>SD 1.x, SD 2.x and SDXL: scaled linear betas from 0.00085 to 0.012 in 1000 steps.</summary>
    public static SigmaTable StableDiffusion => StableDiffusionTable.Value;

    /// <summary>The same, rescaled so that the last step has no signal left (Lin et al. 2023, arXiv:2305.08891).</summary>
    public static SigmaTable ZeroTerminalSnr => ZeroTerminalTable.Value;

    /// <summary>
    /// Rectified flow with a shift towards noise (SD3: 3, AuraFlow: 1.73, Flux schnell: 1 with a multiplier of 1); 1000 steps.
    /// </summary>
    /// <param name="shift">Above 0; 1 is no shift.</param>
    /// <param name="multiplier">What the model is told at sigma 1.</param>
    public static SigmaTable Flow(double shift, double multiplier = 1000) => new FlowSigmas(shift, multiplier);

    /// <summary>Flux: sigma = e^mu / (e^mu + 1/t - 1) in 10000 steps; the model is told sigma itself. Flux dev: mu 1.15.</summary>
    public static SigmaTable Flux(double mu) => new FluxSigmas(mu);

    /// <summary>
    /// Noise levels spread evenly in log sigma between two ends; the model is told ln(sigma) / 4 (Karras et al. 2022, arXiv:2206.00364).
    /// </summary>
    /// <exception cref="EngineException">The ends are not 0 &lt; min &lt; max.</exception>
    public static SigmaTable Edm(double sigmaMin, double sigmaMax) => new EdmSigmas(sigmaMin, sigmaMax);

    /// <summary>Levels of a table at equal distances, as models distilled on so many steps know them.</summary>
    public static SigmaTable Distilled(SigmaTable trained, int levels = 50) => new DistilledSigmas(trained, levels);

    public int Count => _sigmas.Length;

    public ReadOnlySpan<float> Sigmas => _sigmas;

    public float SigmaMin => _sigmas[0];

    public float SigmaMax => _sigmas[^1];

    /// <summary>The noise level at an index from 0 (least noise) to <see cref="Count"/> - 1.</summary>
    public float this[int index] => _sigmas[index];

    /// <summary>What the model is told at this noise level.</summary>
    public abstract float Timestep(float sigma);

    /// <summary>The noise level of a timestep, between entries too.</summary>
    public abstract float Sigma(float timestep);

    /// <summary>The noise level at a fraction of the schedule: 0 is the noisiest end (nothing is noisier), 1 is no noise.</summary>
    public abstract float PercentToSigma(float percent);

    /// <summary>Whether a run that starts here starts from pure noise: sigma is the largest one (to 1e-5, relative) or above it.</summary>
    public bool IsMaxDenoise(float sigma) => sigma > SigmaMax || Math.Abs(SigmaMax - sigma) <= 1e-5 * Math.Max(SigmaMax, sigma);
}
