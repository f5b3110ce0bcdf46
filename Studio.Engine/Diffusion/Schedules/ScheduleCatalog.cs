using System.Collections.Frozen;
using System.Reflection;

namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Schedules by their names on the wire. A new one is a file beside this: a sealed class that is an <see cref="ISchedule"/> and needs
/// nothing to be made.
/// </summary>
public sealed class ScheduleCatalog
{
    private readonly FrozenDictionary<string, ISchedule> _byName;

    /// <exception cref="InvalidOperationException">Two schedules have one name.</exception>
    public ScheduleCatalog(IReadOnlyList<ISchedule> schedules)
    {
        if (schedules.GroupBy(schedule => schedule.Name).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            throw new InvalidOperationException($"Two schedules are called '{doubled.Key}'.");
        Names = [.. schedules.Select(schedule => schedule.Name).Order(StringComparer.Ordinal)];
        _byName = schedules.ToFrozenDictionary(schedule => schedule.Name);
    }

    /// <summary>All schedules of this engine.</summary>
    public static ScheduleCatalog Default { get; } = In(typeof(ScheduleCatalog).Assembly);

    /// <summary>In alphabetical order; clients see them in another (<c>SchedulerNames</c>).</summary>
    public IReadOnlyList<string> Names { get; }

    /// <exception cref="EngineException">There is no schedule of that name.</exception>
    public ISchedule Get(string name) => _byName.GetValueOrDefault(name)
        ?? throw new EngineException(EngineError.BadPrompt, $"There is no scheduler '{name}'. Choose one of: {string.Join(", ", Names)}.");

    /// <summary>The schedules that assemblies hold.</summary>
    internal static ScheduleCatalog In(params Assembly[] assemblies) => new([.. assemblies.Instances<ISchedule>()]);
}
