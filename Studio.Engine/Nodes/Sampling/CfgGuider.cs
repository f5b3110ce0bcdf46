using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CFGGuider", DisplayName = "CFG Guider", Category = "model/sampling/guiders", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true)]
public sealed class CfgGuider : INode<IGuider>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01)]
    public double Cfg { get; init; } = 8;

    public IGuider Run(NodeContext context) => new ClassifierFreeGuider(Model, Positive, Negative, Cfg);
}
