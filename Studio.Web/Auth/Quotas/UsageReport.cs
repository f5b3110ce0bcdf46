using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Quotas;

/// <summary>Pictures and run time of every user by the day, for administrators. Read from the sums that each job adds to.</summary>
public sealed class UsageReport
{
    /// <summary>Days that one report covers at the most.</summary>
    public const int MostDays = 90;

    private readonly UsageStore _usage;
    private readonly UserStore _users;
    private readonly TimeProvider _time;

    internal UsageReport(UsageStore usage, UserStore users, TimeProvider time) => (_usage, _users, _time) = (usage, users, time);

    /// <summary>The last days, today (UTC) included; a day on which a user did nothing has no entry.</summary>
    /// <param name="days">1 to <see cref="MostDays"/>.</param>
    /// <exception cref="UnauthorizedAccessException">The user is no administrator.</exception>
    public IReadOnlyList<UserDay> Read(CurrentUser user, int days)
    {
        if (!user.IsAdmin)
            throw new UnauthorizedAccessException("Only an administrator may see what everybody has used.");
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        var from = Today().DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber - days + 1;
        var found = _usage.Users(from);
        var names = found.Select(entry => entry.User).Distinct().ToDictionary(id => id, id => _users.Find(id)?.Name ?? id);
        return [.. found.Select(entry => entry with { User = names[entry.User] })];
    }

    /// <summary>The day (UTC) that counts now.</summary>
    public DateOnly Today() => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
}
