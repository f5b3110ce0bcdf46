using Studio.Engine.Models;

namespace Studio.Web.Models;

/// <summary>What makes good pictures with a model, for whoever does not say.</summary>
public sealed record UsualSettings(int Steps, double Cfg, string Sampler, string Scheduler)
{
    /// <summary>Where nothing is known of the model.</summary>
    public static UsualSettings Any { get; } = Of(new GenerationDefaults());

    internal static UsualSettings Of(GenerationDefaults defaults) =>
        new(defaults.Steps, defaults.Guidance, defaults.Sampler, defaults.Scheduler);
}
