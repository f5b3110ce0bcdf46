using Studio.Engine.Diffusion;

namespace Studio.Engine.Nodes;

/// <summary>How steps are computed: the value on SAMPLER wires.</summary>
[WireType("SAMPLER")]
public sealed record SamplerChoice(ISampler Sampler);

/// <summary>Noise levels from the first to the last: the value on SIGMAS wires. One more than there are steps.</summary>
[WireType("SIGMAS")]
public sealed record NoiseLevels(ReadOnlyMemory<float> Values);

/// <summary>Where a run's noise comes from: the value on NOISE wires. Null is no noise.</summary>
[WireType("NOISE")]
public sealed record NoiseSource(ulong? Seed);
