using System.Net.WebSockets;

namespace Studio.Web.Api;

/// <summary>
/// An open socket that only tells: one frame at a time, to the end or not at all, and a farewell that says why. What the client says is
/// read, so that its close is noticed, and thrown away.
/// </summary>
internal sealed class OutgoingSocket(WebSocket socket, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    // cancelling a send or a receive breaks the connection, so both go on until the farewell is said
    private readonly CancellationTokenSource _over = new();

    /// <summary>Accepts the upgrade of this request; a peer that is gone without a word is noticed after twenty seconds.</summary>
    public static Task<WebSocket> AcceptAsync(HttpContext context) => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        KeepAliveInterval = TimeSpan.FromSeconds(20),
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    });

    /// <summary>
    /// Runs <paramref name="tell"/> until it or <paramref name="end"/> ends, the client leaves, or the token is cancelled; then says the
    /// farewell.
    /// </summary>
    /// <param name="farewell">Asked at the end.</param>
    public async Task RunAsync(
        Func<CancellationToken, Task> tell, Task end, Func<(WebSocketCloseStatus Status, string Reason)> farewell,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = ListenAsync();
        var telling = tell(stop.Token);
        await Task.WhenAny(listening, telling, end);
        var (status, reason) = farewell();
        await stop.CancelAsync();
        await CloseAsync(telling, listening, status, reason);
        await _over.CancelAsync();
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, bool isBinary)
    {
        using var patience = new CancellationTokenSource(SendPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _over.Token);
        await socket.SendAsync(bytes, isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, either.Token);
    }

    public void Dispose() => _over.Dispose();

    private async Task ListenAsync()
    {
        var buffer = new byte[1024];
        while ((await socket.ReceiveAsync(buffer, _over.Token)).MessageType != WebSocketMessageType.Close)
        {
            // nothing a client says here means anything
        }
    }

    private async Task CloseAsync(Task telling, Task listening, WebSocketCloseStatus status, string reason)
    {
        using var patience = new CancellationTokenSource(FarewellPatience, time);
        try
        {
            await telling.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            patience.Token.ThrowIfCancellationRequested();
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
                return;
            await socket.CloseOutputAsync(status, reason, patience.Token);
            await listening.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }
}
