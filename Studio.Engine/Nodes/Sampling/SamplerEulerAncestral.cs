using Studio.Engine.Diffusion.Samplers;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("SamplerEulerAncestral", Category = "model/sampling/samplers", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true)]
public sealed class SamplerEulerAncestral : INode<SamplerChoice>
{
    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double Eta { get; init; } = 1;

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double SNoise { get; init; } = 1;

    public SamplerChoice Run(NodeContext context) => new(new EulerAncestral { Eta = Eta, NoiseScale = SNoise });
}
