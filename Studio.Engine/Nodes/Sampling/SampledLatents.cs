using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>The latent at the last noise level, and the model's last idea of the clean one.</summary>
public sealed record SampledLatents([Output("output")] Latent Output, [Output("denoised_output")] Latent DenoisedOutput);

/// <summary>A list of noise levels cut in two; the level at the cut is in both.</summary>
public sealed record SplitLevels([Output("high_sigmas")] NoiseLevels High, [Output("low_sigmas")] NoiseLevels Low);
