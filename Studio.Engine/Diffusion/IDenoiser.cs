using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>All that a sampler may know of a model: a noisy x and its sigma give the model's idea of the clean x.</summary>
public interface IDenoiser
{
    /// <summary>The guided prediction x0 for x [B,C,H,W] at noise level sigma (0 &lt; sigma).</summary>
    Tensor Denoise(Tensor x, float sigma);

    /// <summary>The guided prediction and the unconditional one, for CFG++ samplers, which need both even at a guidance of 1.</summary>
    (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma);
}
