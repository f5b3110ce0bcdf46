using Studio.Web.Jobs;

namespace Studio.Web.Components.Line;

/// <summary>Waiting jobs that are one row: those of a batch that stand together, or a single one.</summary>
/// <param name="Place">Of the first in the line, from 1.</param>
public sealed record JobGroup(IReadOnlyList<Job> Jobs, int Place)
{
    public Job First => Jobs[0];

    public bool IsBatch => Jobs.Count > 1;

    public int LastPlace => Place + Jobs.Count - 1;

    public IEnumerable<string> Ids => Jobs.Select(job => job.Id);

    /// <summary>The line as rows.</summary>
    /// <param name="unfolded">Batches whose jobs are rows of their own.</param>
    public static List<JobGroup> Of(IReadOnlyList<Job> waiting, IReadOnlySet<string> unfolded)
    {
        var groups = new List<JobGroup>();
        for (var at = 0; at < waiting.Count;)
        {
            var (batch, end) = (waiting[at].Batch, at + 1);
            while (batch is not null && !unfolded.Contains(batch) && end < waiting.Count && waiting[end].Batch == batch)
                end++;
            groups.Add(new([.. waiting.Skip(at).Take(end - at)], at + 1));
            at = end;
        }

        return groups;
    }
}
