namespace Studio.Web.Models.Downloads;

/// <summary>Reads a body, and gives up on a server that sends next to nothing for a while.</summary>
internal sealed class StallWatch(DownloadTimes times, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private long _windowStart = time.GetTimestamp();
    private long _inWindow;
    private bool _isTimed;

    /// <summary>0 at the end.</summary>
    /// <exception cref="TransferException">The connection broke off, or brings too little.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer)
    {
        if (!_isTimed)
        {
            _patience.CancelAfter(times.Stall);
            _isTimed = true;
        }

        try
        {
            var count = await body.ReadAsync(buffer, _patience.Token);
            Note(count);
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

    // a window that brought enough is followed by a new one; a source is made anew only then, not for each read
    private void Note(int count)
    {
        _inWindow += count;
        if (_inWindow < times.LeastBytes || time.GetElapsedTime(_windowStart) < times.Stall / 2)
            return;
        _patience.Dispose();
        _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (_windowStart, _inWindow, _isTimed) = (time.GetTimestamp(), 0, false);
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
