using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("BasicGuider", DisplayName = "Basic Guider", Category = "model/sampling/guiders", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true)]
public sealed class BasicGuider : INode<IGuider>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required Conditioning Conditioning { get; init; }

    public IGuider Run(NodeContext context) => new ClassifierFreeGuider(Model, Conditioning, Conditioning, Scale: 1);
}
