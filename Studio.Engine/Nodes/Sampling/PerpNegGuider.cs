using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("PerpNegGuider", Category = "model/sampling/guiders", PythonModule = "comfy_extras.nodes_perpneg", SchemaStyle = true,
    Experimental = true, Description = "Guidance that goes away only from what the negative has and the positive has not.")]
public sealed class PerpNegGuider : INode<IGuider>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input]
    public required Conditioning EmptyConditioning { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1, Round = 0.01)]
    public double Cfg { get; init; } = 8;

    [Input(Min = 0, Max = 100, Step = 0.01)]
    public double NegScale { get; init; } = 1;

    public IGuider Run(NodeContext context) => new PerpendicularGuider(Model, Positive, Negative, EmptyConditioning, Cfg, NegScale);
}
