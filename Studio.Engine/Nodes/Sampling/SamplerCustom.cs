using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SamplerCustom", Category = "model/sampling/custom", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SamplerCustom(PreviewedSampling sampling) : INode<SampledLatents>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Advanced = true)]
    public bool AddNoise { get; init; } = true;

    [Input(Min = 0, Max = 18446744073709551615, ControlAfterGenerate = true)]
    public ulong NoiseSeed { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01)]
    public double Cfg { get; init; } = 8;

    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required SamplerChoice Sampler { get; init; }

    [Input]
    public required NoiseLevels Sigmas { get; init; }

    [Input]
    public required Latent LatentImage { get; init; }

    public SampledLatents Run(NodeContext context)
    {
        var guider = new ClassifierFreeGuider(Model, Positive, Negative, Cfg);
        return sampling.Run(guider, Sampler, Sigmas, AddNoise, NoiseSeed, LatentImage, context);
    }
}
