using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("SplitSigmasDenoise", Category = "model/sampling/sigmas", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SplitSigmasDenoise : INode<SplitLevels>
{
    [Input]
    public required NoiseLevels Sigmas { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Denoise { get; init; } = 1;

    public SplitLevels Run(NodeContext context)
    {
        var levels = Sigmas.Values;
        var steps = Math.Max(levels.Length - 1, 0);
        var low = (int)Math.Round(steps * Denoise);
        return new SplitLevels(new NoiseLevels(levels[..Math.Max(levels.Length - low, 0)]),
            new NoiseLevels(levels[Math.Max(steps - low, 0)..]));
    }
}
