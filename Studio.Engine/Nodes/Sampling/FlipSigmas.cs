using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("FlipSigmas", Category = "model/sampling/sigmas", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class FlipSigmas : INode<NoiseLevels>
{
    [Input]
    public required NoiseLevels Sigmas { get; init; }

    /// <summary>A level of 0 in front would stop every sampler at once.</summary>
    private const float NearlyNone = 0.0001f;

    public NoiseLevels Run(NodeContext context)
    {
        var levels = Sigmas.Values.ToArray();
        Array.Reverse(levels);
        if (levels is [0, ..])
            levels[0] = NearlyNone;
        return new NoiseLevels(levels);
    }
}
