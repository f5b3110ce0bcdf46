using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

/// <summary>The samplers, in the order that clients know.</summary>
public sealed class SamplerNames : IChoices
{
    public IReadOnlyList<string> Choices => SamplerCatalog.Default.Names;
}

/// <summary>The schedules, in the order that clients know.</summary>
public sealed class SchedulerNames : IChoices
{
    public IReadOnlyList<string> Choices => ScheduleCatalog.Default.Names;
}
