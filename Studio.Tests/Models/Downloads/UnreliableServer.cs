using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Studio.Tests.Models.Downloads;

/// <summary>What a client asked.</summary>
internal sealed record Asked(string Path, IReadOnlyDictionary<string, string> Headers, string Host)
{
    /// <summary>The first byte it wants; 0 without a range.</summary>
    public long From => Headers.TryGetValue("Range", out var range)
        ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
        : 0;

    public bool HasToken => Headers.ContainsKey("Authorization");
}

/// <summary>What it gets: any head at all, and as much of a body as the server likes.</summary>
internal sealed record Reply(int Status)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Bytes of the body after which the connection is cut; null sends all.</summary>
    public long? BreakAfter { get; init; }

    /// <summary>Between pieces of <see cref="Piece"/> bytes.</summary>
    public TimeSpan Pause { get; init; }

    public int Piece { get; init; } = 64 << 10;

    public Reply With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }

    public static Reply Redirect(string to) => new Reply(302).With("Location", to);

    public static Reply Json(string json) =>
        new Reply(200) { Body = Encoding.UTF8.GetBytes(json) }.With("Content-Type", "application/json");

    /// <summary>As an honest server answers: the range that is asked for, as long as If-Range fits.</summary>
    public static Reply File(byte[] bytes, Asked asked, string? tag = null, long? breakAfter = null, TimeSpan pause = default,
        int piece = 64 << 10)
    {
        var fits = !asked.Headers.TryGetValue("If-Range", out var wanted) || wanted == tag;
        var isRange = asked.Headers.ContainsKey("Range") && fits;
        var from = isRange ? (int)asked.From : 0;
        if (from >= bytes.Length && isRange)
            return new Reply(416).With("Content-Range", $"bytes */{bytes.Length}");
        var reply = new Reply(isRange ? 206 : 200) { Body = bytes.AsMemory(from), BreakAfter = breakAfter, Pause = pause, Piece = piece };
        if (isRange)
            reply.With("Content-Range", $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        return tag is null ? reply : reply.With("ETag", tag);
    }
}

/// <summary>An HTTP server on a socket, so that it can say and do what no web framework lets one do.</summary>
internal sealed class UnreliableServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly ConcurrentDictionary<string, Func<Asked, Reply>> _answers = new();
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly CancellationTokenSource _stop = new();

    public UnreliableServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public IReadOnlyList<Asked> AskedFor(string path) => [.. _asked.Where(one => one.Path == path)];

    public void On(string path, Func<Asked, Reply> answer) => _answers[path] = answer;

    public string Address(string path, string host = "127.0.0.1") => $"http://{host}:{Port}{path}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream) is not { } asked)
                    return;
                _asked.Enqueue(asked);
                var reply = _answers.TryGetValue(asked.Path, out var answer) ? answer(asked) : new Reply(404);
                await WriteAsync(stream, reply);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // the client has left
            }
        }
    }

    private static async Task<Asked?> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        if (await reader.ReadLineAsync() is not { } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return new Asked(first.Split(' ')[1], headers, headers.GetValueOrDefault("Host", ""));
    }

    private async Task WriteAsync(NetworkStream stream, Reply reply)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\n");
        if (!reply.Headers.ContainsKey("Content-Length") && !reply.Headers.ContainsKey("Transfer-Encoding"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Body.Length}\r\n");
        foreach (var (name, value) in reply.Headers.Where(header => header.Value.Length > 0))
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        var length = (int)Math.Min(reply.BreakAfter ?? long.MaxValue, reply.Body.Length);
        for (var at = 0; at < length; at += reply.Piece)
        {
            await stream.WriteAsync(reply.Body.Slice(at, Math.Min(reply.Piece, length - at)), _stop.Token);
            if (reply.Pause > TimeSpan.Zero)
                await Task.Delay(reply.Pause, _stop.Token);
        }
    }
}
