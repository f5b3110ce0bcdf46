using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>What is remembered of jobs in any state, as a user may see it; what is over can be forgotten.</summary>
public sealed class JobHistory
{
    private readonly JobStore _store;
    private readonly JobLine _line;
    private readonly JobEvents _events;

    internal JobHistory(JobStore store, JobLine line, JobEvents events) => (_store, _line, _events) = (store, line, events);

    /// <summary>Jobs in any state that the user may see, and how many match in all.</summary>
    public (IReadOnlyList<Job> Jobs, int Total) List(CurrentUser user, JobFilter filter) =>
        (_store.History(JobRules.OwnerFor(user), filter), Count(user, filter));

    /// <summary>The same jobs by name only.</summary>
    public IReadOnlyList<JobKey> Keys(CurrentUser user, JobFilter filter) => _store.Keys(JobRules.OwnerFor(user), filter);

    /// <summary>How many jobs match.</summary>
    public int Count(CurrentUser user, JobFilter filter) => _store.CountHistory(JobRules.OwnerFor(user), filter);

    /// <summary>Forgets ended jobs; pictures stay. Returns how many there were.</summary>
    public int Delete(CurrentUser user, IReadOnlyCollection<string> ids) => Remove(user, ids);

    /// <summary>Forgets every ended job that the user may manage.</summary>
    public int Clear(CurrentUser user) => Remove(user, ids: null);

    private int Remove(CurrentUser user, IReadOnlyCollection<string>? ids)
    {
        if (!user.MayRun)
            return 0;
        return _line.Stored(() =>
        {
            var removed = _store.DeleteHistory(JobRules.OwnerFor(user), ids);
            if (removed > 0)
                _events.Publish(new JobEvent.HistoryChanged(JobRules.OwnerFor(user)));
            return removed;
        });
    }
}
