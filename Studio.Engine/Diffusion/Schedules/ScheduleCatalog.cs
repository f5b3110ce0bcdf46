using System.Collections.Frozen;

namespace Studio.Engine.Diffusion.Schedules;

/// <summary>Schedules by their names on the wire.</summary>
public sealed class ScheduleCatalog
{
    private readonly FrozenDictionary<string, ISchedule> _byName;

    /// <exception cref="InvalidOperationException">Two schedules have one name.</exception>
    public ScheduleCatalog(IReadOnlyList<ISchedule> schedules)
    {
        if (schedules.GroupBy(schedule => schedule.Name).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            throw new InvalidOperationException($"Two schedules are called '{doubled.Key}'.");
        Names = [.. schedules.Select(schedule => schedule.Name)];
        _byName = schedules.ToFrozenDictionary(schedule => schedule.Name);
    }

    /// <summary>All there are, in the order in which clients show them.</summary>
    public static ScheduleCatalog Default { get; } = new(
    [
        new SimpleSchedule(),
        new SgmUniformSchedule(),
        new KarrasSchedule(),
        new ExponentialSchedule(),
        new DdimUniformSchedule(),
        new BetaSchedule(),
        new NormalSchedule(),
        new LinearQuadraticSchedule(),
        new KlOptimalSchedule(),
    ]);

    public IReadOnlyList<string> Names { get; }

    /// <exception cref="EngineException">There is no schedule of that name.</exception>
    public ISchedule Get(string name) => _byName.GetValueOrDefault(name)
        ?? throw new EngineException(EngineError.BadPrompt, $"There is no scheduler '{name}'. Choose one of: {string.Join(", ", Names)}.");
}
