using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

public sealed record SamplingPercentToSigmaOutputs([Output("sigma_value")] double SigmaValue);

[Node("SamplingPercentToSigma", Category = "model/sampling/sigmas", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true, Description = "The noise level at a part of the way.")]
public sealed class SamplingPercentToSigma : INode<SamplingPercentToSigmaOutputs>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.0001)]
    public double SamplingPercent { get; init; }

    [Input]
    public bool ReturnActualSigma { get; init; }

    public SamplingPercentToSigmaOutputs Run(NodeContext context) =>
        new(ReturnActualSigma && SamplingPercent is (0 or 1)
            ? SamplingPercent == 0 ? Model.Sigmas.SigmaMax : Model.Sigmas.SigmaMin
            : Model.Sigmas.PercentToSigma((float)SamplingPercent));
}
