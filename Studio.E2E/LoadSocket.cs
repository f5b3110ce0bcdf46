using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>
/// One of many clients: a socket of its own, read as soon as <see cref="Listen"/> is called, that keeps what it is told about prompts.
/// </summary>
internal sealed class LoadSocket : IAsyncDisposable
{
    private static readonly byte[] Status = "{\"type\":\"status\""u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = [];
    private readonly List<string> _succeeded = [];
    private readonly List<string> _released = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private Task _reading = Task.CompletedTask;

    private LoadSocket(string clientId) => ClientId = clientId;

    public string ClientId { get; }

    /// <summary>Every prompt that any message named.</summary>
    public IReadOnlyCollection<string> Told => Locked(() => _told.ToArray());

    /// <summary>The prompts of which execution_success told, in order.</summary>
    public IReadOnlyList<string> Succeeded => Locked(() => _succeeded.ToArray());

    /// <summary>The prompts of which the last message came, executing with node null, in order.</summary>
    public IReadOnlyList<string> Released => Locked(() => _released.ToArray());

    /// <summary>Connects with a small receive buffer, so that the server soon notices when nobody reads.</summary>
    public static async Task<LoadSocket> OpenAsync(StudioServer server, string clientId)
    {
        var opened = new LoadSocket(clientId);
        using var invoker = new HttpMessageInvoker(
            new SocketsHttpHandler { ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, stop) });
        await opened._socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws?clientId={clientId}"), invoker,
            CancellationToken.None);
        return opened;
    }

    public LoadSocket Listen()
    {
        _reading = ReadAsync();
        return this;
    }

    /// <summary>Until so many prompts have been told to the end; throws when the socket ends before.</summary>
    public async Task UntilReleasedAsync(int count, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_released.Count >= count)
                return;
            _waiting.Add((count, reached));
        }

        var first = await Task.WhenAny(reached.Task, _reading).WaitAsync(cancellationToken);
        await first;
        if (!reached.Task.IsCompleted)
            throw new InvalidOperationException(
                $"The socket of {ClientId} ended after {Released.Count} of {count} prompts: {_socket.CloseStatusDescription}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ContinueWith(_ => { }, TaskScheduler.Default);
        _socket.Dispose();
        _stop.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16 << 10 };
        await socket.ConnectAsync(server, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4 << 20];
        while (await _socket.ReceiveFrameAsync(buffer, _stop.Token) is { } frame)
        {
            if (frame.IsText && !buffer.AsSpan(0, frame.Length).StartsWith(Status))
                Keep(JsonNode.Parse(buffer.AsSpan(0, frame.Length))!.AsObject());
        }
    }

    private void Keep(JsonObject message)
    {
        if (message["data"]?["prompt_id"] is not { } named)
            return;
        var id = (string)named!;
        lock (_gate)
        {
            _told.Add(id);
            if ((string?)message["type"] == "execution_success")
                _succeeded.Add(id);
            if ((string?)message["type"] != "executing" || message["data"]!["node"] is not null)
                return;
            _released.Add(id);
            foreach (var (_, reached) in _waiting.Where(wait => wait.Count <= _released.Count))
                reached.TrySetResult();
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
