using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("FluxDisableGuidance", Category = "model/conditioning/flux", PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true,
    Description = "Tells a model that was distilled on guidance nothing of it.")]
public sealed class FluxDisableGuidance : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    public Conditioning Run(NodeContext context) => Conditioning.WithGuidance(ToldGuidance.None);
}
