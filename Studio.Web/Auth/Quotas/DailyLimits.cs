using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Quotas;

/// <summary>Why a job may not run, in a sentence; <paramref name="RetryAfter"/> is zero when waiting does not help.</summary>
public sealed record LimitReached(string Detail, TimeSpan RetryAfter);

/// <summary>
/// Pictures and GPU-seconds a day (UTC) of users and managed keys: asked before a job is taken, and again before it runs.
/// </summary>
public sealed class DailyLimits
{
    private readonly UsageStore _usage;
    private readonly UserStore _users;
    private readonly ApiKeyStore _keys;
    private readonly TimeProvider _time;

    internal DailyLimits(UsageStore usage, UserStore users, ApiKeyStore keys, TimeProvider time) =>
        (_usage, _users, _keys, _time) = (usage, users, keys, time);

    /// <summary>Before a job is taken into the line; null when it may be.</summary>
    /// <param name="images">Pictures it will make at least, together with those that wait.</param>
    public LimitReached? Check(CurrentUser user, int images)
    {
        if (user.Id == CurrentUser.Local.Id || _users.Find(user.Id) is not { } account)
            return null;
        return Check($"user:{user.Id}", "You", account.EffectiveLimits, images)
            ?? (user.KeyId is { } key ? Check($"key:{key}", $"The key sk_{key}", _keys.Find(key)?.Limits ?? Limits.None, images) : null);
    }

    /// <summary>Before a job runs that was taken earlier: its owner and key must still be there, and something left for today.</summary>
    public LimitReached? CheckStart(string userId, string? keyId)
    {
        if (userId == CurrentUser.Local.Id)
            return null;
        if (_users.Find(userId) is not { Enabled: true } account)
            return new("The account that queued this was disabled or deleted.", TimeSpan.Zero);
        if (Check($"user:{userId}", "You", account.EffectiveLimits, images: 1) is { } reached)
            return reached;
        if (keyId is null)
            return null;
        return _keys.Find(keyId) is { Revoked: null } key
            ? Check($"key:{keyId}", $"The key sk_{keyId}", key.Limits, images: 1)
            : new($"The key sk_{keyId}, which queued this, was revoked.", TimeSpan.Zero);
    }

    /// <summary>Adds what a job has used; that of local mode too, which has no limits but a dashboard.</summary>
    public void Add(string userId, string? keyId, int images, TimeSpan gpu) =>
        _usage.Add(keyId is null ? [$"user:{userId}"] : [$"user:{userId}", $"key:{keyId}"], Today(), new(images, gpu));

    /// <summary>What the user has used today.</summary>
    internal Usage Today(CurrentUser user) => _usage.Read(user.KeyId is { } key ? $"key:{key}" : $"user:{user.Id}", Today());

    private LimitReached? Check(string subject, string who, Limits limits, int images)
    {
        if (limits is { ImagesPerDay: null, GpuSecondsPerDay: null })
            return null;
        var used = _usage.Read(subject, Today());
        if (limits.ImagesPerDay is { } most && used.Images + images > most)
            return new($"{who} used {used.Images} of {most} pictures today, and this would go beyond. The day begins anew at 00:00 UTC.",
                UntilTomorrow());
        if (limits.GpuSecondsPerDay is { } seconds && used.Gpu.TotalSeconds >= seconds)
            return new($"{who} used {used.Gpu.TotalSeconds:0} of {seconds} GPU-seconds today. The day begins anew at 00:00 UTC.",
                UntilTomorrow());
        return null;
    }

    private int Today() =>
        DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private TimeSpan UntilTomorrow()
    {
        var now = _time.GetUtcNow();
        return now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
    }
}
