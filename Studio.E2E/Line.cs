using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Studio.E2E;

/// <summary>A line to a server that can be held, so that what is sent waits, and cut, so that connections end and new ones fail.</summary>
public sealed class Line : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private TaskCompletionSource _open = new();
    private volatile bool _isCut;

    public Line(StudioServer server)
    {
        _server = server.Address;
        _open.SetResult();
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Hold() => Volatile.Write(ref _open, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release() => Volatile.Read(ref _open).TrySetResult();

    public void Cut()
    {
        _isCut = true;
        foreach (var client in _clients.Keys)
            client.Close();
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Release();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                if (_isCut)
                    client.Close();
                else
                    _ = CarryAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the end
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _clients[client] = true;
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream()), PumpAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // cut meanwhile
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Close();
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            var buffer = new byte[16384];
            for (int count; (count = await from.ReadAsync(buffer)) > 0;)
            {
                await Volatile.Read(ref _open).Task;
                await to.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // either end is gone
        }
    }
}
