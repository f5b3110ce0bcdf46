using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace TestingPack;

/// <summary>Euler's method once more, so that it can be compared.</summary>
public sealed class TestingEuler() : Sampler("testing_euler")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            x = Sum((1, x), (next - sigma, ToD(x, sigma, run.Denoise(x, i))));
        }

        return x;
    }
}

/// <summary>The exponential schedule once more.</summary>
public sealed class TestingExponential : ISchedule
{
    public string Name => "testing_exponential";

    public float[] Sigmas(SigmaTable table, int steps)
    {
        var ratio = table.SigmaMin / table.SigmaMax;
        return [.. Enumerable.Range(0, steps).Select(i => table.SigmaMax * MathF.Pow(ratio, (float)i / Math.Max(1, steps - 1))), 0];
    }
}

[Node("TestGuider", DisplayName = "Test guider", Category = "Testing/Sampling", Description = "Classifier-free guidance once more.")]
public sealed class TestGuider : INode<IGuider>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required Conditioning Positive { get; init; }

    [Input]
    public required Conditioning Negative { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1)]
    public double Cfg { get; init; } = 8;

    [Input(Choices = ["guidance", "nothing", "another shape", "no conditioning"])]
    public string Gives { get; init; } = "guidance";

    public IGuider Run(NodeContext context) => new Guider(Model, Gives == "no conditioning" ? [] : [Positive, Negative], Cfg, Gives);

    private sealed record Guider(DiffusionModel Model, IReadOnlyList<Conditioning> Conditionings, double Scale, string Gives) : IGuider
    {
        public bool Needs(int conditioning, float sigma) => true;

        public Tensor Guide(GuidedStep step) => Gives switch
        {
            "nothing" => null!,
            "another shape" => new Tensor(1, 2, 3),
            _ => step.Combine(step.Predictions[0]!, step.Predictions[1], Scale),
        };
    }
}
