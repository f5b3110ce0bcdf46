namespace Studio.Web.Jobs;

/// <summary>Why a waiting job waits, and about how long.</summary>
/// <param name="Ahead">Jobs that run or begin before it.</param>
/// <param name="Wait">Until it begins; null when nothing is known of how long jobs take.</param>
public sealed record JobForecast(int Ahead, TimeSpan? Wait);

/// <summary>Counts on what the last jobs took: the half of them that is in the middle says more than the few that were very long.</summary>
public static class QueueForecast
{
    /// <summary>What a job takes by the last that were done; null when there are none.</summary>
    public static TimeSpan? Usual(IEnumerable<Job> ended)
    {
        var took = ended.Where(job => job is { State: JobState.Done, Started: not null, Ended: not null })
            .Select(job => job.Ended!.Value - job.Started!.Value).Order().ToList();
        return took.Count == 0 ? null : took[took.Count / 2];
    }

    /// <param name="place">Of the job among those that wait, from 0.</param>
    /// <param name="running">How many jobs run.</param>
    /// <param name="left">What is left of the running job that ends first; null when it does not say.</param>
    /// <param name="usual">What a job takes; null when nothing is known.</param>
    public static JobForecast Of(int place, int running, TimeSpan? left, TimeSpan? usual) => new(
        place + running,
        usual is { } each ? (running > 0 ? left ?? (each / 2) : TimeSpan.Zero) + (place * each / Math.Max(1, running))
            : place == 0 && running > 0 ? left : null);
}
