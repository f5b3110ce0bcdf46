using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// Ends a run in which a model gives NaN or infinity: at once, since all that follows would be the same, and with the step.
/// </summary>
/// <param name="network">For the message.</param>
/// <param name="sigmas">The noise levels of the run.</param>
internal sealed class FiniteDenoiser(IDenoiser model, NetworkRecipe network, ReadOnlyMemory<float> sigmas) : IDenoiser
{
    public Tensor Denoise(Tensor x, float sigma)
    {
        var denoised = model.Denoise(x, sigma);
        Require(denoised, sigma);
        return denoised;
    }

    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma)
    {
        var both = model.DenoiseBoth(x, sigma);
        Require(both.Denoised, sigma);
        return both;
    }

    private void Require(Tensor denoised, float sigma)
    {
        if (denoised.AreFinite())
            return;
        var steps = sigmas.Length - 1;
        var step = 0;
        while (step < steps && sigmas.Span[step] >= sigma)
            step++;
        throw new EngineException(EngineError.BadPrompt,
            $"The {network.Network.Role.Title} of {network.Source.Name} gave numbers that are not finite (NaN or infinity) in step {Math.Max(1, step)} of {steps}. Lower the guidance (CFG) and the strengths of LoRAs. If it is so without them, the file is damaged, or its numbers are too large for half precision: take it in float32 or bfloat16.");
    }
}
