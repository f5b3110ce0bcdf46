using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Web.Auth;

namespace Studio.Web.Workflows;

/// <summary>
/// Links by which others, who have an account here, run somebody's form: until a day and so many times. Whoever opens one runs as
/// themselves,
/// within their own limits, and sees the form alone: not the graph's versions, not the owner's pictures.
/// </summary>
public sealed class WorkflowShares(WorkflowShareStore shares, WorkflowStore workflows, WorkflowLibrary library, WorkflowRuns runs,
    TimeProvider time)
{
    public const int MostRuns = 10_000;

    private const int MostLive = 50, MostDays = 366;

    /// <summary>The links of one's own workflow, newest first.</summary>
    /// <exception cref="WorkflowException">NotFound.</exception>
    public IReadOnlyList<WorkflowShare> List(CurrentUser user, string id) => shares.Of(library.RequireOwn(user, id).Id);

    /// <returns>The secret part of the link, told once.</returns>
    /// <param name="days">How long it counts.</param>
    /// <param name="most">How often it may be used.</param>
    /// <exception cref="WorkflowException">It is not one's own, or the numbers are none.</exception>
    public string Create(CurrentUser user, string id, int days, int most)
    {
        var workflow = library.RequireOwn(user, id);
        if (days is < 1 or > MostDays || most is < 1 or > MostRuns)
            throw WorkflowException.Bad($"A link counts for 1 to {MostDays} days and 1 to {MostRuns} runs.");
        var now = time.GetUtcNow();
        if (shares.Of(id).Count(share => share.IsLiveAt(now)) >= MostLive)
            throw new WorkflowException(WorkflowRefusal.TooMany, $"This workflow has {MostLive} links; end some first.");
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        shares.Add(new(Guid.NewGuid().ToString("N"), workflow.Id, most, 0, now, now.AddDays(days), null), Hash(token));
        return token;
    }

    public void End(CurrentUser user, string id, string shareId)
    {
        if (List(user, id).All(share => share.Id != shareId))
            throw WorkflowException.Missing();
        shares.Revoke(shareId, time.GetUtcNow());
    }

    /// <summary>The form behind a link.</summary>
    /// <exception cref="WorkflowException">There is no such link, or it counts no more.</exception>
    public OpenedWorkflow Open(CurrentUser user, string token) => Found(user, token).Opened;

    /// <summary>Runs it, as the one who asks.</summary>
    /// <exception cref="WorkflowException">As for <see cref="Open"/>.</exception>
    /// <exception cref="Jobs.JobRefusedException">As for every run.</exception>
    public async Task<WorkflowRun> RunAsync(CurrentUser user, string token, IReadOnlyDictionary<string, JsonNode?> values)
    {
        var (share, opened) = Found(user, token);
        if (!shares.Take(share.Id))
            throw Over();
        var isQueued = false;
        try
        {
            var run = await runs.RunAsync(user, opened, values);
            isQueued = run.Job is not null;
            return run;
        }
        finally
        {
            if (!isQueued)
                shares.GiveBack(share.Id);
        }
    }

    private (WorkflowShare Share, OpenedWorkflow Opened) Found(CurrentUser user, string token)
    {
        if (shares.Find(Hash(token)) is not { } share || workflows.Find(share.WorkflowId) is not { Deleted: null } workflow
            || user.Workflows?.Contains(workflow.Id) == false)
            throw WorkflowException.Missing();
        if (!share.IsLiveAt(time.GetUtcNow()))
            throw Over();
        var content = workflows.Content(workflow.Id, workflow.Version) ?? throw WorkflowException.Missing();
        // its picture is the owner's, and nobody else's to see
        return (share, runs.Open(workflow with { Thumbnail = workflow.Owner == user.Id ? workflow.Thumbnail : null }, content));
    }

    private static WorkflowException Over() =>
        new(WorkflowRefusal.NotAllowed, "This link counts no more: its time is over, or its runs are used. Ask for another.");

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
