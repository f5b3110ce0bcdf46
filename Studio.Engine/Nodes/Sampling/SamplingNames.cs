using Studio.Engine.Comfy;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

/// <summary>The samplers: those of ComfyUI in its order, then our own and those of extensions by name.</summary>
public sealed class SamplerNames(SamplerCatalog samplers) : IChoices
{
    public IReadOnlyList<string> Choices { get; } = ListOrder.Of(ListOrder.Samplers, samplers.Names);
}

/// <summary>The schedules, in the same way.</summary>
public sealed class SchedulerNames(ScheduleCatalog schedules) : IChoices
{
    public IReadOnlyList<string> Choices { get; } = ListOrder.Of(ListOrder.Schedulers, schedules.Names);
}
