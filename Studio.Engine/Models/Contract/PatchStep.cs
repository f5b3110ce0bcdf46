namespace Studio.Engine.Models;

/// <summary>What a patch's inputs are for.</summary>
/// <param name="Height">Of the latent, or of the part of it that is looked at.</param>
/// <param name="IsOwn">Whether the prediction is the patch's own.</param>
/// <param name="IsNegative">Whether the conditioning is what to go away from.</param>
internal readonly record struct PatchStep(float Sigma, int Height, int Width, bool IsOwn, bool IsNegative);
