using System.Net;
using System.Net.Sockets;

namespace Studio.Web.Outgoing;

/// <summary>What one kind of request may cost.</summary>
public sealed record OutgoingLimits
{
    /// <summary>Bytes of one answer's body.</summary>
    public long MaxBytes { get; init; } = 32L << 20;

    /// <summary>For connecting, sending and the headers; also for the body when it is read as a whole.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxRedirects { get; init; } = 5;
}

/// <summary>The server will not call this address, or not any further; the message says why and how an operator allows it.</summary>
public sealed class OutgoingRefusedException(string message) : HttpRequestException(message);

/// <summary>
/// The one way out: every HTTP request that the server makes on its own goes through a client from here. Addresses are looked at when the
/// connection is made, so that neither a redirect nor a name that changes its mind leads inside.
/// </summary>
public sealed class OutgoingHttp : IDisposable
{
    private readonly SocketsHttpHandler _sockets;
    private readonly IPNetwork[] _allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public OutgoingHttp(StudioOptions options)
        : this(options, Dns.GetHostAddressesAsync)
    {
    }

    internal OutgoingHttp(StudioOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _allowed = [.. options.Outgoing.AllowedNetworks.Select(IPNetwork.Parse)];
        _resolve = resolve;
        _sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // OutgoingHandler follows, and looks first
            UseProxy = false, // a proxy of the environment would connect in our place, wherever it likes
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None, // sizes are what arrives
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            ConnectCallback = ConnectAsync,
        };
    }

    /// <summary>A client for http and https addresses. Dispose it or keep it; connections are shared by all.</summary>
    public HttpClient CreateClient(OutgoingLimits? limits = null)
    {
        limits ??= new();
        return new HttpClient(new OutgoingHandler(_sockets, limits), disposeHandler: false)
        {
            Timeout = limits.Timeout,
            MaxResponseContentBufferSize = Math.Min(limits.MaxBytes, int.MaxValue),
            DefaultRequestHeaders = { { "User-Agent", $"Studio/{ProductVersion.Text}" } },
        };
    }

    public void Dispose() => _sockets.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var allowed = addresses.Where(address => AddressRules.IsAllowed(address, _allowed)).ToArray();
        if (allowed.Length == 0)
        {
            if (addresses.Length == 0)
                throw new OutgoingRefusedException($"{host} has no address.");
            var name = addresses[0].ToString() == host.Trim('[', ']') ? host : $"{host} is {addresses[0]}, which";
            throw new OutgoingRefusedException(
                $"{name} is not a public address. If that is meant, name its network in Outgoing:AllowedNetworks.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // these very addresses: asking for the name again could give others
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
