namespace Studio.Web.Models;

/// <summary>What a model file turned out to be.</summary>
/// <param name="Family">"SD 1.x", "LoRA" ...; null when it is not recognised or not readable.</param>
/// <param name="Runs">Whether this build can run it as a checkpoint.</param>
/// <param name="BelongsTo">The kind it should be in.</param>
/// <param name="Problem">Why it cannot be used, in a sentence; null when nothing is known against it.</param>
public sealed record ModelFacts(string? Family, bool Runs, string? BelongsTo, string? Problem)
{
    internal static ModelFacts Of(string path)
    {
        return new(null, false, null, null);
    }
}
