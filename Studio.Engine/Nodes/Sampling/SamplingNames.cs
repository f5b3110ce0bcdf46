using Studio.Engine.Comfy;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

/// <summary>The samplers: those of ComfyUI in its order, then our own by name.</summary>
public sealed class SamplerNames : IChoices
{
    public IReadOnlyList<string> Choices { get; } = ListOrder.Of(ListOrder.Samplers, SamplerCatalog.Default.Names);
}

/// <summary>The schedules, in the same way.</summary>
public sealed class SchedulerNames : IChoices
{
    public IReadOnlyList<string> Choices { get; } = ListOrder.Of(ListOrder.Schedulers, ScheduleCatalog.Default.Names);
}
