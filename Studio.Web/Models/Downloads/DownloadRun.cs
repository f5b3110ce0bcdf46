using Studio.Engine;
using Studio.Web.Models.Sites;

namespace Studio.Web.Models.Downloads;

/// <summary>One turn of a download: asks the source what it is, fetches, checks, settles; then writes down how it ended.</summary>
internal sealed class DownloadRun(DownloadQueue queue, ModelSites sites, Transfer transfer, Arrival arrival, DownloadRoom room,
    DownloadTimes times, TimeProvider time, ILogger<DownloadRun> log)
{
    private static readonly TimeSpan BetweenTold = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(Download download, CancellationToken cancellationToken)
    {
        var before = PartFile.LengthOf(download.Part, download.Source.Text);
        try
        {
            if (arrival.Find(download) is { } there)
            {
                Done(download, there.Kind, there.Name, there.Origin.Hash, there.Origin.Bytes, "It was there already.");
                return;
            }

            var remote = download.Remote ?? await FindAsync(download, cancellationToken);
            var hash = await FetchAsync(download with { Remote = remote }, remote, cancellationToken);
            if (queue.Find(download.Id) is not { State: DownloadState.Running } now)
                return; // somebody stopped it in the last moment
            var (kind, name) = arrival.Settle(now, hash);
            log.LogInformation("Fetched {Kind}/{Name} from {Source}", kind, name, download.Source.Shown);
            Done(download, kind, name, hash, now.Bytes,
                now.Name is { } wanted && wanted != name ? $"{wanted} was taken, so that it is called {name}." : now.Note);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // paused, cancelled, or the server stops: the row says what it is
        }
        catch (Exception e) when (Told(e) is { } told)
        {
            Failed(download, told, before);
        }
        finally
        {
            room.Expect(download.Id, download.Staging, 0);
            CleanUp(download);
        }
    }

    private void Done(Download download, string kind, string name, string hash, long bytes, string? note) =>
        queue.Work(download.Id, DownloadState.Running, one => one with
        {
            State = DownloadState.Done,
            Kind = kind,
            Name = name,
            Hash = hash,
            Bytes = bytes,
            Total = bytes,
            Attempts = 0,
            Speed = 0,
            IsChecking = false,
            Ended = time.GetUtcNow(),
            Note = note,
        });

    private async Task<RemoteFile> FindAsync(Download download, CancellationToken cancellationToken)
    {
        var remote = await sites.FindAsync(download.Source, download.Owner, cancellationToken);
        queue.Work(download.Id, DownloadState.Running, one => one with { Remote = remote, Total = one.Total ?? remote.Bytes });
        return remote;
    }

    private async Task<string> FetchAsync(Download download, RemoteFile remote, CancellationToken cancellationToken)
    {
        using var part = PartFile.Open(download.Part, download.Source.Text, time);
        var progress = new Progress(queue, download.Id, part.Length, time);
        await transfer.RunAsync(download, remote, part, progress.Tell, cancellationToken);
        queue.Work(download.Id, DownloadState.Running,
            one => one with { Bytes = part.Length, Total = part.Length, Speed = 0, IsChecking = true }, isKept: false);
        return await Arrival.CheckAsync(download, part, cancellationToken);
    }

    private void Failed(Download download, TransferException why, long before)
    {
        var bytes = PartFile.LengthOf(download.Part, download.Source.Text);
        var attempts = bytes > before ? 1 : download.Attempts + 1;
        var isFinal = why.Fault == TransferFault.Final || (why.Fault == TransferFault.Again && attempts >= times.MostAttempts);
        var wait = why.Fault == TransferFault.NoRoom ? times.BetweenLooks
            : why.After is { } after ? TimeSpan.FromTicks(Math.Clamp(after.Ticks, 0, times.LongestRetryAfter.Ticks))
            : times.Wait(attempts);
        log.LogWarning("{Source}: {Problem}", download.Source.Shown, why.Message);
        queue.Work(download.Id, DownloadState.Running, one => one with
        {
            State = isFinal ? DownloadState.Failed : DownloadState.Queued,
            Bytes = bytes,
            Attempts = why.Fault == TransferFault.NoRoom ? one.Attempts : attempts,
            RetryAt = isFinal ? null : time.GetUtcNow() + wait,
            Problem = isFinal && why.Fault == TransferFault.Again ? $"{why.Message} It was tried {attempts} times; resume it to try again." : why.Message,
            Note = why.After == TimeSpan.Zero ? why.Message : one.Note,
            Speed = 0,
            IsChecking = false,
            Remote = isFinal ? null : one.Remote, // who resumes it asks the source anew
        });
    }

    // who cancels wants the bytes gone; while it ran they were in use
    private void CleanUp(Download download)
    {
        if (queue.Find(download.Id) is null or { State: DownloadState.Cancelled })
            PartFile.Delete(download.Part);
    }

    /// <summary>What went wrong, in words; null for a mistake of the program.</summary>
    private static TransferException? Told(Exception e) => e switch
    {
        TransferException told => told,
        SiteException site => new(site.MayPass ? TransferFault.Again : TransferFault.Final, site.Message, site.After),
        _ when StorageFault.Of(e) is { } problem => new(StorageFault.MayPass(problem) ? TransferFault.NoRoom : TransferFault.Final,
            $"The file cannot be stored: {StorageFault.Reason(problem)}"),
        _ => null,
    };

    /// <summary>Tells of bytes and speed now and then.</summary>
    private sealed class Progress(DownloadQueue queue, string id, long bytes, TimeProvider time)
    {
        private long _told = time.GetTimestamp();
        private long _bytes = bytes;
        private double _speed;

        public void Tell(PartFile part)
        {
            var passed = time.GetElapsedTime(_told);
            if (passed < BetweenTold)
                return;
            var speed = (part.Length - _bytes) / passed.TotalSeconds;
            _speed = _speed <= 0 ? speed : (0.8 * _speed) + (0.2 * speed);
            (_told, _bytes) = (time.GetTimestamp(), part.Length);
            queue.Work(id, DownloadState.Running,
                one => one with { Bytes = part.Length, Total = part.Note.Total ?? one.Total, Speed = Math.Max(0, _speed) }, isKept: false);
        }
    }
}
