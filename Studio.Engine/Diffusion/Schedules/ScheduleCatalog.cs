using System.Collections.Frozen;

namespace Studio.Engine.Diffusion.Schedules;

/// <summary>
/// Schedules by their names on the wire. A new one is a file beside this: a sealed class that is an <see cref="ISchedule"/> and needs
/// nothing to be made.
/// </summary>
public sealed class ScheduleCatalog
{
    private readonly FrozenDictionary<string, ISchedule> _byName;

    internal ScheduleCatalog(IReadOnlyDictionary<string, ISchedule> schedules)
    {
        Names = [.. schedules.Keys.Order(StringComparer.Ordinal)];
        _byName = schedules.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>In alphabetical order; clients see them in another (<c>SchedulerNames</c>).</summary>
    public IReadOnlyList<string> Names { get; }

    /// <exception cref="EngineException">There is no schedule of that name.</exception>
    public ISchedule Get(string name) => _byName.GetValueOrDefault(name)
        ?? throw new EngineException(EngineError.BadPrompt, $"There is no scheduler '{name}'. Choose one of: {string.Join(", ", Names)}.");
}
