namespace Studio.Web.Models.Downloads;

/// <summary>
/// Reads a body, and gives up on a server that sends next to nothing for a while. Only the time spent in waiting for the
/// server counts: neither a slow disk nor a cap on bandwidth, which come between two reads, is its fault.
/// </summary>
internal sealed class StallWatch(DownloadTimes times, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private TimeSpan _waited;
    private long _came;

    /// <summary>0 at the end.</summary>
    /// <exception cref="TransferException">The connection broke off, or brings too little.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer)
    {
        var start = time.GetTimestamp();
        _patience.CancelAfter(times.Stall > _waited ? times.Stall - _waited : TimeSpan.Zero);
        try
        {
            var count = await body.ReadAsync(buffer, _patience.Token);
            Rest();
            Note(count, time.GetElapsedTime(start));
            return count;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException(TransferFault.Again, $"The server has sent next to nothing for {times.Stall.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransferException(TransferFault.Again, "The connection broke off.");
        }
    }

    public void Dispose() => _patience.Dispose();

    // the timer may go off just as the bytes come; what is cancelled once stays so
    private void Rest()
    {
        _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        if (!_patience.IsCancellationRequested || cancellationToken.IsCancellationRequested)
            return;
        _patience.Dispose();
        _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    private void Note(int count, TimeSpan waited)
    {
        (_came, _waited) = (_came + count, _waited + waited);
        if (_came >= times.LeastBytes)
            (_came, _waited) = (0, TimeSpan.Zero);
    }
}

/// <summary>A page where a file was meant: what sites answer to those who are not signed in.</summary>
internal static class WebPage
{
    public static bool Is(ReadOnlySpan<byte> beginning)
    {
        var text = beginning.TrimStart(" \t\r\n\uFEFF"u8);
        return Begins(text, "<!doctype"u8) || Begins(text, "<html"u8) || Begins(text, "<?xml"u8) || Begins(text, "<head"u8);
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> with) =>
        text.Length >= with.Length && System.Text.Ascii.EqualsIgnoreCase(text[..with.Length], with);
}
