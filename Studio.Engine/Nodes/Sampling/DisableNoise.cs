using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("DisableNoise", Category = "model/sampling/noise", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class DisableNoise : INode<NoiseSource>
{
    public NoiseSource Run(NodeContext context) => new(Seed: null);
}
