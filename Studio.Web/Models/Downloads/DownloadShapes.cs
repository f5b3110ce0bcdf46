namespace Studio.Web.Models.Downloads;

/// <summary>Downloads on the wire.</summary>
internal static class DownloadShapes
{
    public static object Of(Download one) => new
    {
        id = one.Id,
        source = one.Source.Shown,
        page = one.Remote?.Page,
        title = one.Title,
        kind = one.Kind,
        name = one.Name,
        state = StateOf(one),
        priority = one.Priority,
        bytes = one.Bytes,
        total = one.Total,
        speed = Math.Round(one.Speed),
        seconds_left = SecondsLeft(one),
        sha256 = one.Hash ?? one.ExpectedHash ?? one.Remote?.Hash,
        licence = one.Remote?.Licence,
        base_model = one.Remote?.BaseModel,
        problem = one.Problem,
        note = one.Note,
        retry_at = one.RetryAt,
        owner = one.Owner,
        created = one.Created,
        ended = one.Ended,
    };

    /// <summary>queued, waiting (for a time), running, checking, paused, done, failed or cancelled.</summary>
    public static string StateOf(Download one) => one switch
    {
        { State: DownloadState.Queued, RetryAt: not null } => "waiting",
        { IsChecking: true } => "checking",
        _ => one.State.ToString().ToLowerInvariant(),
    };

    public static double? SecondsLeft(Download one) =>
        one is { Speed: > 1, Total: { } total } && total > one.Bytes ? Math.Round((total - one.Bytes) / one.Speed, 1) : null;
}
