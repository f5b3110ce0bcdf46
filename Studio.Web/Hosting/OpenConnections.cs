using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Studio.Web.Hosting;

/// <summary>
/// The connections that are open. When there are as many as may be, a new one takes the place of one that does nothing: first of those on
/// which nobody was ever known, of the address that holds most of them, the oldest. So whoever opens connections and leaves them shuts out
/// themselves. One on which nothing was asked for half a minute by anybody known is ended in any case.
/// </summary>
internal sealed class OpenConnections : IDisposable
{
    public static readonly TimeSpan IdleStranger = TimeSpan.FromSeconds(30);

    private static readonly object Item = new();

    private readonly Capacity _capacity;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _open = [];
    private readonly ITimer _sweep;

    public OpenConnections(Capacity capacity, TimeProvider time)
    {
        (_capacity, _time) = (capacity, time);
        _sweep = time.CreateTimer(_ => EndIdleStrangers(), null, IdleStranger / 3, IdleStranger / 3);
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>Around everything that happens on a connection.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var mine = new Connection(connection, _time.GetTimestamp());
        if (!TryAdd(mine))
        {
            connection.Abort(new ConnectionAbortedException("There are too many connections."));
            return;
        }

        connection.Items[Item] = mine;
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate)
                _open.Remove(mine);
        }
    }

    /// <summary>Around everything that happens in a request.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        if (Of(context) is not { } mine)
        {
            await next(context);
            return;
        }

        lock (_gate)
            mine.Requests++;
        try
        {
            await next(context);
        }
        finally
        {
            lock (_gate)
            {
                mine.Requests--;
                mine.Since = _time.GetTimestamp();
                mine.IsKnown |= context.User.Identity?.IsAuthenticated == true;
            }
        }
    }

    public void Dispose() => _sweep.Dispose();

    private bool TryAdd(Connection connection)
    {
        lock (_gate)
        {
            if (_open.Count >= _capacity.Connections && !TryEndOne())
                return false;
            return _open.Add(connection);
        }
    }

    private bool TryEndOne()
    {
        var idle = _open.Where(connection => connection.Requests == 0).ToList();
        var strangers = idle.Where(connection => !connection.IsKnown).ToList();
        var victim = (strangers.Count > 0 ? strangers : idle).GroupBy(connection => connection.Address)
            .MaxBy(group => group.Count())?.MinBy(connection => connection.Since);
        if (victim is null)
            return false;
        End(victim);
        return true;
    }

    private void EndIdleStrangers()
    {
        lock (_gate)
        {
            foreach (var one in _open.Where(
                one => one is { Requests: 0, IsKnown: false } && _time.GetElapsedTime(one.Since) >= IdleStranger).ToList())
                Close(one);
        }
    }

    /// <summary>As at the end of any kept connection, so that a client that wanted to use it again opens another.</summary>
    private void Close(Connection connection)
    {
        if (connection.Context.Features.Get<IConnectionLifetimeNotificationFeature>() is not { } lifetime)
        {
            End(connection);
            return;
        }

        _open.Remove(connection);
        _ = Task.Run(lifetime.RequestClose, CancellationToken.None);
    }

    private void End(Connection connection)
    {
        _open.Remove(connection);
        // not under the lock: what waits for the connection goes on at once
        _ = Task.Run(() => connection.Context.Abort(new ConnectionAbortedException("The connection was idle.")), CancellationToken.None);
    }

    private static Connection? Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Item, out var mine) == true ? (Connection)mine! : null;

    private sealed class Connection(ConnectionContext context, long since)
    {
        public ConnectionContext Context { get; } = context;

        public IPAddress? Address { get; } = (context.RemoteEndPoint as IPEndPoint)?.Address;

        /// <summary>When it was opened, or its last request ended.</summary>
        public long Since { get; set; } = since;

        public int Requests { get; set; }

        public bool IsKnown { get; set; }
    }
}

/// <summary>The door of the limits of connections.</summary>
internal static class ConnectionLimits
{
    /// <summary>The key of the clock by which connections are idle.</summary>
    public const string Clock = "connections";

    public static IServiceCollection AddConnectionLimits(this IServiceCollection services, StudioOptions options) =>
        services.AddSingleton(Capacity.Of(options.Limits, OpenFiles.Most()))
            // idleness of a line is that of the machine, whatever time the server believes it to be
            .AddSingleton(provider => new OpenConnections(
                provider.GetRequiredService<Capacity>(), provider.GetKeyedService<TimeProvider>(Clock) ?? TimeProvider.System));

    /// <summary>Outermost: a connection that waits for an answer is not idle.</summary>
    public static IApplicationBuilder UseConnectionLimits(this IApplicationBuilder app)
    {
        var open = app.ApplicationServices.GetRequiredService<OpenConnections>();
        return app.Use((HttpContext context, RequestDelegate next) => open.ServeAsync(context, next));
    }
}
