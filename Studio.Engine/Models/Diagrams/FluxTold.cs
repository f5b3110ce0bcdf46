using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// What a FLUX.1 network is told beside text and picture: noise level, the text's summary, and where it was distilled for it guidance,
/// below 0 for none at all.
/// </summary>
internal sealed record FluxTold(int Width, int SummaryWidth, bool HasGuidance)
{
    public const string SummaryInput = "y";
    public const string GuidanceInput = "guidance";

    private const int Waves = 256;

    /// <summary>All of it as one vector [B,width], with the inputs that say it.</summary>
    public Value Build(OnnxGraph g)
    {
        var timestep = g.Input(DenoiserNetwork.TimestepInput, ElementType.Float32, -1);
        var summary = g.Input(SummaryInput, ElementType.Float32, -1, SummaryWidth);
        var told = g.Add(Embedded(g, Wave(g, timestep), "time_in", Waves), Embedded(g, summary, "vector_in", SummaryWidth));
        if (!HasGuidance)
            return told;
        var guidance = g.Op("Reshape", [g.Input(GuidanceInput, ElementType.Float32, -1), g.Constant([-1, 1])]);
        var embedded = Embedded(g, Wave(g, guidance), "guidance_in", Waves);
        return g.Op("Where", [g.Op("Less", [guidance, g.Scalar(0)]), told, g.Add(told, embedded)]);
    }

    private static Value Wave(OnnxGraph g, Value numbers)
    {
        const float thousandths = 1000;
        return g.Sinusoids(g.Multiply(numbers, g.Scalar(thousandths)), Waves);
    }

    private Value Embedded(OnnxGraph g, Value numbers, string name, int from) =>
        g.Linear(g.Silu(g.Linear(numbers, name + ".in_layer", from, Width)), name + ".out_layer", Width, Width);
}
