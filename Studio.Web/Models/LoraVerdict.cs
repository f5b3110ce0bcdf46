using Studio.Engine.Models;

namespace Studio.Web.Models;

/// <summary>How a LoRA goes with a model.</summary>
public enum LoraMeasure
{
    Whole,
    Partly,
    Not,
}

/// <summary>What a LoRA would do to a model, before anything runs.</summary>
/// <param name="Text">A short sentence.</param>
/// <param name="Details">What exactly is left out; null when the sentence says it all.</param>
public sealed record LoraVerdict(LoraMeasure Measure, string Text, string? Details = null)
{
    internal static LoraVerdict Of(LoraFit fit) => fit switch
    {
        { MadeFor: { } other } => new(LoraMeasure.Not, $"Made for {other}; this model is {fit.Family}."),
        { Problem: { } problem } => new(LoraMeasure.Not, problem),
        _ => new(
            fit.Applied == fit.Layers && fit.LeftOut is null ? LoraMeasure.Whole : LoraMeasure.Partly,
            $"Applies {fit.Applied} of {fit.Layers} layers.",
            fit.LeftOut),
    };
}
