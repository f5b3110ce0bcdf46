using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("FluxGuidance", Category = "model/conditioning/flux", PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true,
    Description = "Says how strongly a model that was distilled on guidance is to follow the text.")]
public sealed class FluxGuidance : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1)]
    public double Guidance { get; init; } = 3.5;

    public Conditioning Run(NodeContext context) => Conditioning.WithGuidance(new ToldGuidance((float)Guidance));
}
