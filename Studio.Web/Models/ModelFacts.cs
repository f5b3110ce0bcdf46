using Studio.Engine;
using Studio.Engine.Models;

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
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".sft", StringComparison.OrdinalIgnoreCase))
            return new(null, false, null, null);
        try
        {
            return ModelDetector.Describe(SafetensorsHeader.Read(path)) is { } model
                ? new(model.Name, model.Family is not null, model.Kind, null)
                : new(null, false, null, "Its tensors are none that Studio knows.");
        }
        catch (EngineException e)
        {
            return new(null, false, null, e.Message);
        }
    }
}
