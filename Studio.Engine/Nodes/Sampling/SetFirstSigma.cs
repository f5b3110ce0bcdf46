using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("SetFirstSigma", Category = "model/sampling/sigmas", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true,
    Description = "Other noise to begin with.")]
public sealed class SetFirstSigma : INode<NoiseLevels>
{
    [Input]
    public required NoiseLevels Sigmas { get; init; }

    [Input(Min = 0, Max = 20000, Step = 0.001)]
    public double Sigma { get; init; } = 136;

    public NoiseLevels Run(NodeContext context)
    {
        var levels = Sigmas.Values.ToArray();
        if (levels.Length > 0)
            levels[0] = (float)Sigma;
        return new NoiseLevels(levels);
    }
}
