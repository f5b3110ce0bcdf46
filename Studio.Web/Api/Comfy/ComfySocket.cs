using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Jobs;
using Studio.Web.Logs;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// One open /ws: job events out, feature flags in. A slow reader loses steps and previews (<see cref="Broadcast{T}"/>) and, when it takes
/// nothing at all any more, its connection; others never wait for it.
/// </summary>
internal sealed class ComfySocket(WebSocket socket, CurrentUser user, string sid, JobEvents events, LogMemory logs, StudioOptions options,
    TimeProvider time) : IDisposable
{
    /// <summary>Clients reconnect after ten seconds of silence.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    private const int LongestMessage = 64 << 10;
    private const WebSocketCloseStatus SessionEnded = (WebSocketCloseStatus)4001;
    private const WebSocketCloseStatus TooSlow = (WebSocketCloseStatus)1013; // "try again later"

    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ComfyFrames _frames = new(user.Id, sid);
    private (WebSocketCloseStatus Status, string Reason) _farewell = (WebSocketCloseStatus.NormalClosure, "");
    private volatile bool _isReplaced;
    private volatile bool _followsLogs;
    private long _lastSent = time.GetTimestamp();

    public string UserId => user.Id;

    public string Sid => sid;

    /// <summary>From here on a newer socket has this client's jobs; this one only hears of the queue.</summary>
    public void Replace() => _isReplaced = true;

    /// <summary>Whether lines of the log are told from here on. Who may read them has been asked before.</summary>
    public void FollowLogs(bool wanted) => _followsLogs = wanted;

    /// <summary>Tells the client something that is no job's. A socket that is ending hears nothing more.</summary>
    public async Task TellAsync(Frame frame)
    {
        try
        {
            await _greeted.Task.WaitAsync(_over.Token); // the first message is the one with the sid
            await SendAsync(frame);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or WebSocketException or TimeoutException)
        {
            // it comes back, and asks again
        }
    }

    public void Stop(string reason, WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        _farewell = (status, reason);
        _stop.Cancel();
    }

    /// <summary>Until the client leaves, the server stops, or what the client came with ends.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> signedInEnds, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        var listening = ListenAsync();
        var work = new[] { listening, TellAsync(either.Token), TellLogsAsync(either.Token), BeatAsync(either.Token),
            WatchSessionAsync(signedInEnds, either.Token) };
        await Task.WhenAny(work);
        if (!_stop.IsCancellationRequested && cancellationToken.IsCancellationRequested)
            _farewell = (WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.");
        await either.CancelAsync();
        await CloseAsync(listening);
        await _over.CancelAsync();
        await Task.WhenAll(work).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _sending.Dispose();
        _stop.Dispose();
        _over.Dispose();
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in events.WatchClient(user, sid, cancellationToken))
        {
            if (_isReplaced && happened is not JobEvent.QueueChanged)
                continue;
            foreach (var frame in _frames.For(happened))
                await SendAsync(frame);
            _greeted.TrySetResult();
            if (happened is JobEvent.OfJob told && _frames.IsAddressed(told.Job))
                events.Delivered(told);
        }

        Stop("Too slow: results waited past the limit. Ask /history or /api/jobs for them.", TooSlow);
    }

    private async Task TellLogsAsync(CancellationToken cancellationToken)
    {
        await foreach (var line in logs.Watch(() => _followsLogs, cancellationToken))
            await SendAsync(ComfyMessages.Logs(line));
    }

    /// <summary>Only a client's first text can mean something: what it understands.</summary>
    private async Task ListenAsync()
    {
        var buffer = new byte[4096];
        using var first = new MemoryStream();
        for (var isFirst = true; ;)
        {
            var received = await socket.ReceiveAsync(buffer, _over.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            if (!isFirst)
                continue;
            if (first.Length < LongestMessage)
                first.Write(buffer, 0, received.Count);
            if (!received.EndOfMessage)
                continue;
            isFirst = false;
            if (received.MessageType == WebSocketMessageType.Text && first.Length < LongestMessage)
                await UnderstandAsync(first.GetBuffer().AsMemory(0, (int)first.Length));
        }
    }

    private async Task UnderstandAsync(ReadOnlyMemory<byte> text)
    {
        var (message, _) = ComfyBody.Parse(text);
        if (message is not JsonObject fields || fields["type"].Text() != "feature_flags")
            return;
        _frames.WantsPreviewMetadata = fields["data"] is JsonObject flags
            && flags["supports_preview_metadata"]?.GetValueKind() == JsonValueKind.True;
        await _greeted.Task.WaitAsync(_over.Token); // the first message is the one with the sid, however quick the client is
        await SendAsync(ComfyMessages.Features(FeatureFlags.Of(options)));
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = LongestSilence - time.GetElapsedTime(Volatile.Read(ref _lastSent));
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time, cancellationToken);
            else
                await SendAsync(ComfyMessages.Status(events.Now.Remaining));
        }
    }

    private async Task WatchSessionAsync(Func<CancellationToken, Task> signedInEnds, CancellationToken cancellationToken)
    {
        await signedInEnds(cancellationToken);
        Stop("The session has ended.", SessionEnded);
    }

    private async Task SendAsync(Frame frame)
    {
        await _sending.WaitAsync(_over.Token);
        try
        {
            var type = frame.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            // with a token each message would cost a timer and a registration, and nearly all are taken at once
            var sending = socket.SendAsync(frame.Bytes.AsMemory(), type, endOfMessage: true, CancellationToken.None);
            if (sending.IsCompletedSuccessfully)
                await sending;
            else
                await WithPatienceAsync(sending.AsTask());
            Volatile.Write(ref _lastSent, time.GetTimestamp());
        }
        finally
        {
            _sending.Release();
        }
    }

    // giving up on a send breaks the connection, so it goes on until the farewell is said
    private async Task WithPatienceAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(SendPatience, time, _over.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            socket.Abort();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Says why, and gives the client a moment to say the same.</summary>
    private async Task CloseAsync(Task listening)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        using var patience = new CancellationTokenSource(FarewellPatience, time);
        try
        {
            await _sending.WaitAsync(patience.Token);
            await socket.CloseOutputAsync(_farewell.Status, _farewell.Reason, patience.Token);
            await listening.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }
}
