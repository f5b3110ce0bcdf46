using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SamplerCustomAdvanced", Category = "model/sampling/custom", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SamplerCustomAdvanced(PreviewedSampling sampling) : INode<SampledLatents>
{
    [Input]
    public required NoiseSource Noise { get; init; }

    [Input]
    public required IGuider Guider { get; init; }

    [Input]
    public required SamplerChoice Sampler { get; init; }

    [Input]
    public required NoiseLevels Sigmas { get; init; }

    [Input]
    public required Latent LatentImage { get; init; }

    public SampledLatents Run(NodeContext context) =>
        sampling.Run(Guider, Sampler, Sigmas, Noise.Seed is not null, Noise.Seed ?? 0, LatentImage, context);
}
