using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("ExtendIntermediateSigmas", Category = "model/sampling/sigmas", PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true, Description = "Puts further noise levels between those of a schedule.")]
public sealed class ExtendIntermediateSigmas : INode<NoiseLevels>
{
    [Input]
    public required NoiseLevels Sigmas { get; init; }

    [Input(Min = 1, Max = 100)]
    public int Steps { get; init; } = 2;

    [Input(Min = -1, Max = 20000, Step = 0.01)]
    public double StartAtSigma { get; init; } = -1;

    [Input(Min = 0, Max = 20000, Step = 0.01)]
    public double EndAtSigma { get; init; } = 12;

    [Input(Choices = ["linear", "cosine", "sine"])]
    public string Spacing { get; init; } = "linear";

    public NoiseLevels Run(NodeContext context)
    {
        var (given, levels) = (Sigmas.Values.ToArray(), new List<float>());
        var start = StartAtSigma < 0 ? double.PositiveInfinity : StartAtSigma;
        for (var i = 0; i < given.Length; i++)
        {
            levels.Add(given[i]);
            if (i + 1 == given.Length || given[i] < EndAtSigma || given[i] > start)
                continue;
            for (var step = 1; step < Steps; step++)
                levels.Add(((float)Spaced((double)step / Steps) * (given[i + 1] - given[i])) + given[i]);
        }
        return new NoiseLevels(levels.ToArray());
    }

    private double Spaced(double part) => Spacing switch
    {
        "cosine" => Math.Sin(part * Math.PI / 2),
        "sine" => 1 - Math.Cos(part * Math.PI / 2),
        _ => part,
    };
}
