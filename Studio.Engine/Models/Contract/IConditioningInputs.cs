using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What a family's denoiser is told of a piece of conditioning, beside the noisy latent and its noise level.</summary>
public interface IConditioningInputs
{
    /// <summary>Refuses conditioning that comes from another family, before anything runs.</summary>
    /// <param name="model">What the model is called in the message.</param>
    /// <exception cref="EngineException">BadPrompt: it does not fit; the message says what does.</exception>
    void RequireFit(ConditioningEntry entry, Network denoiser, string model);

    /// <summary>The inputs by name for pictures of height x width pixels.</summary>
    IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use);
}

/// <summary>One input of a denoiser, [1 or B,...].</summary>
/// <param name="IsTokens">Whether it is [B,T,D] and means the same when its tokens are repeated, so that texts of different length can run
/// together.</param>
public sealed record ConditioningInput(string Name, Tensor Value, bool IsTokens = false)
{
    /// <summary>Whether it is given once for all pictures of a batch, whatever its first axis means; so all must have the same.</summary>
    public bool IsShared { get; init; }
}

/// <summary>Where conditioning is used.</summary>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="IsNegative">Whether it is what to go away from.</param>
public readonly record struct ConditioningUse(int Height, int Width, bool IsNegative);
