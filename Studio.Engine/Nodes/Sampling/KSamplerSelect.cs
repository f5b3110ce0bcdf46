using Studio.Engine.Diffusion;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("KSamplerSelect", Category = "model/sampling/samplers", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class KSamplerSelect(SamplerCatalog samplers) : INode<SamplerChoice>
{
    [Input(ChoicesFrom = typeof(SamplerNames))]
    public string SamplerName { get; init; } = "euler";

    public SamplerChoice Run(NodeContext context) => new(samplers.Get(SamplerName));
}
