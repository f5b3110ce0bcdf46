using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("SplitSigmas", Category = "model/sampling/sigmas", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SplitSigmas : INode<SplitLevels>
{
    [Input]
    public required NoiseLevels Sigmas { get; init; }

    [Input(Min = 0, Max = 10000)]
    public int Step { get; init; }

    public SplitLevels Run(NodeContext context)
    {
        var levels = Sigmas.Values;
        return new SplitLevels(new NoiseLevels(levels[..Math.Min(Step + 1, levels.Length)]),
            new NoiseLevels(levels[Math.Min(Step, levels.Length)..]));
    }
}
