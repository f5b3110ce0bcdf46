using System.Collections.Frozen;
using System.Reflection;

namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Schedules by their names on the wire. A new one is a file beside this: a sealed class that is an <see cref="ISchedule"/> and needs
/// nothing to be made.
/// </summary>
public sealed class ScheduleCatalog
{
    /// <summary>The order in which ComfyUI lists its schedulers; others follow by name.</summary>
    internal static readonly IReadOnlyList<string> ComfyOrder =
        ["simple", "sgm_uniform", "karras", "exponential", "ddim_uniform", "beta", "normal", "linear_quadratic", "kl_optimal"];

    private readonly FrozenDictionary<string, ISchedule> _byName;

    /// <exception cref="InvalidOperationException">Two schedules have one name.</exception>
    public ScheduleCatalog(IReadOnlyList<ISchedule> schedules)
    {
        if (schedules.GroupBy(schedule => schedule.Name).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            throw new InvalidOperationException($"Two schedules are called '{doubled.Key}'.");
        Names = ComfyOrder.First(schedules.Select(schedule => schedule.Name));
        _byName = schedules.ToFrozenDictionary(schedule => schedule.Name);
    }

    /// <summary>All there are, in the order in which clients show them.</summary>
    public static ScheduleCatalog Default { get; } = In(typeof(ScheduleCatalog).Assembly);

    public IReadOnlyList<string> Names { get; }

    /// <exception cref="EngineException">There is no schedule of that name.</exception>
    public ISchedule Get(string name) => _byName.GetValueOrDefault(name)
        ?? throw new EngineException(EngineError.BadPrompt, $"There is no scheduler '{name}'. Choose one of: {string.Join(", ", Names)}.");

    /// <summary>The schedules that assemblies hold.</summary>
    internal static ScheduleCatalog In(params Assembly[] assemblies) => new([.. assemblies.Instances<ISchedule>()]);
}
