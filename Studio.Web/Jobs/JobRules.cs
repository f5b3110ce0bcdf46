using Studio.Engine.Graph;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Health;

namespace Studio.Web.Jobs;

/// <summary>May this user do this? The rules that hold behind every door.</summary>
public sealed class JobRules(DailyLimits limits)
{
    /// <summary>What a user may see and manage: null is everybody's.</summary>
    public static string? OwnerFor(CurrentUser user) => user.SeesAll ? null : user.Id;

    /// <exception cref="JobRefusedException">The user may not run this.</exception>
    public static void RequireRunner(CurrentUser user, JobRequest request)
    {
        if (!user.MayRun)
            throw new JobRefusedException(JobRefusal.NotAllowed,
                "Your role lets you look but not run anything; ask an administrator for the role artist.");
        if (user.Workflows is { } workflows && !(request.StoredWorkflow is { } id && workflows.Contains(id)))
            throw new JobRefusedException(JobRefusal.NotAllowed,
                $"This key runs only the stored workflows {string.Join(", ", workflows.Order(StringComparer.Ordinal))}, and no prompt of its sender.");
    }

    /// <exception cref="JobRefusedException">Maintenance is on.</exception>
    public static void RequireNoMaintenance(QueuePause? pause)
    {
        if (pause is { Kind: PauseKind.Maintenance } maintenance)
            throw new JobRefusedException(JobRefusal.Maintenance, maintenance.Reason == MaintenanceGate.Message
                ? MaintenanceGate.Message
                : $"{MaintenanceGate.Message} ({maintenance.Reason})");
    }

    /// <exception cref="JobRefusedException">Only operators and administrators may.</exception>
    public static void RequireOperator(CurrentUser user)
    {
        if (!user.SeesAll)
            throw new JobRefusedException(JobRefusal.NotAllowed, "Only operators and administrators pause and resume the queue.");
    }

    /// <summary>Ids are canonical, so that one job has one name.</summary>
    public static bool IsWellFormed(string id) => Guid.TryParseExact(id, "D", out var parsed) && parsed.ToString("D") == id;

    internal static bool MayStop(CurrentUser user, RunningJob running) =>
        !running.IsOver && user.MayRun && user.MaySee(running.Job.Owner);

    /// <param name="jobs">Of the user's that wait or run.</param>
    /// <exception cref="JobRefusedException">What the user may use in a day would not do.</exception>
    public void RequireRoom(CurrentUser user, int jobs, PromptValidation prompt)
    {
        if (limits.Check(user, jobs + prompt.Outputs.Count) is { } reached)
            throw new JobRefusedException(JobRefusal.LimitReached,
                reached.Detail) { RetryAfter = reached.RetryAfter > TimeSpan.Zero ? reached.RetryAfter : null };
    }
}
