using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("RandomNoise", Category = "model/sampling/noise", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class RandomNoise : INode<NoiseSource>
{
    [Input(Min = 0, Max = 18446744073709551615, ControlAfterGenerate = true)]
    public ulong NoiseSeed { get; init; }

    public NoiseSource Run(NodeContext context) => new(NoiseSeed);
}
