using System.Data.Common;

namespace Studio.Web.Auth;

/// <summary>The one writer of the audit log, and the one who forgets what is too old or too much.</summary>
internal sealed class AuditWriter(Audit audit, AuditStore store, StudioOptions options, TimeProvider time,
    ILogger<AuditWriter> log) : BackgroundService
{
    private const int LargestBatch = 500;

    private static readonly TimeSpan TrimEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private long _sinceTrim;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // what happened until now is still written: the loop ends when the queue is empty
        audit.Close();
        if (ExecuteTask is { } writing)
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(TrimEvery, time);
        var trim = hour.WaitForNextTickAsync(CancellationToken.None).AsTask();
        await TryAsync(TrimAsync, stoppingToken);
        while (true)
        {
            var more = audit.Posts.WaitToReadAsync(CancellationToken.None).AsTask();
            while (await Task.WhenAny(more, trim) == trim)
            {
                trim = hour.WaitForNextTickAsync(CancellationToken.None).AsTask();
                await TryAsync(TrimAsync, stoppingToken);
            }

            if (!await more)
                return;
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken stopping)
    {
        var (lines, waiting) = Take();
        if (audit.TakeLost() is > 0 and var lost)
            lines.Add(new(0, time.GetUtcNow(), "audit.lost", AuditResult.Failed, null, "server", null, null, null,
                "More happened at once than could be written.", lost));
        if (lines.Count > 0)
            await TryAsync(() => store.AddAsync(lines), stopping);
        _sinceTrim += lines.Count;
        if (_sinceTrim > options.Audit.MaxEntries / 20)
            await TryAsync(TrimAsync, stopping);
        waiting.ForEach(one => one.TrySetResult());
    }

    /// <summary>
    /// What waits, in order. The same refusal again and again is one line with a number, so that a flood does not wash the rest away.
    /// </summary>
    private (List<AuditLine> Lines, List<TaskCompletionSource> Waiting) Take()
    {
        var lines = new List<AuditLine>();
        var waiting = new List<TaskCompletionSource>();
        var refusals = new Dictionary<AuditLine, int>();
        for (var taken = 0; taken < LargestBatch && audit.Posts.TryRead(out var post); taken++)
        {
            if (post.Written is { } written)
                waiting.Add(written);
            if (post.Line is not { } line)
                continue;
            var same = line with { At = default };
            if (line.Result == AuditResult.Refused && refusals.TryGetValue(same, out var index))
                lines[index] = lines[index] with { Times = lines[index].Times + 1 };
            else
                lines.Add(line);
            if (line.Result == AuditResult.Refused)
                refusals.TryAdd(same, lines.Count - 1);
        }

        return (lines, waiting);
    }

    private Task TrimAsync()
    {
        _sinceTrim = 0;
        return store.TrimAsync(time.GetUtcNow() - TimeSpan.FromDays(options.Audit.KeepDays), options.Audit.MaxEntries);
    }

    /// <summary>Until the database takes it; a server that is stopping tries once.</summary>
    private async Task TryAsync(Func<Task> write, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (DbException e)
            {
                log.LogError(e, "The audit log could not be written");
                if (stopping.IsCancellationRequested || audit.Posts.Completion.IsCompleted)
                    return;
                await Task.Delay(Patience, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
