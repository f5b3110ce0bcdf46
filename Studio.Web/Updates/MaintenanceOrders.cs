using System.Text.Json;
using Studio.Web.Auth;

namespace Studio.Web.Updates;

/// <summary>
/// How <c>studio-server maintenance on|off</c> reaches the running server: it leaves an order in STUDIO_DIR, which only the server's own
/// user can write to, and reads the answer there. No key is needed and none travels.
/// </summary>
/// <param name="Id">Names the order in its answer.</param>
internal sealed record MaintenanceOrder(string Id, bool On, string? Reason, string? By);

/// <summary>What the server says of an order, or of the last change by anybody.</summary>
internal sealed record MaintenanceAnswer(string? Id, bool On, string? Reason, DateTimeOffset? Since, string? Error);

/// <summary>Looks once a second for orders; files of an earlier run count for nothing, so that a restart ends maintenance.</summary>
internal sealed class MaintenanceOrders(MaintenanceMode mode, StudioOptions options, TimeProvider time,
    ILogger<MaintenanceOrders> log) : BackgroundService
{
    private const int Longest = 8 << 10;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private (string? Id, string? Error) _last;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        TryFile(() =>
        {
            File.Delete(options.Paths.MaintenanceOrder);
            File.Delete(options.Paths.MaintenanceAnswer);
        });
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Looks once.</summary>
    internal void Look() => TryFile(() =>
    {
        var file = new FileInfo(options.Paths.MaintenanceOrder);
        if (!file.Exists)
            return;
        var order = file.Length <= Longest ? Read(file.FullName) : null;
        file.Delete();
        if (order is null)
            log.LogWarning("{File} is no order; it was deleted", file.FullName);
        else
            Answer((order.Id, Obey(order)));
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var telling = TellAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in mode.Watch(cancellationToken))
            Answer();
    }

    private string? Obey(MaintenanceOrder order)
    {
        try
        {
            var by = MaintenanceSwitch.Console(order.By ?? "somebody");
            _ = order.On ? mode.Enter(by, order.Reason) : mode.Leave(by);
            return null;
        }
        catch (MaintenanceRefusedException e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// Writes how things stand, and how the last order went: a change by others must not hide that from who waits for it.
    /// </summary>
    private void Answer((string Id, string? Error)? order = null) => TryFile(() =>
    {
        lock (_gate)
        {
            _last = order ?? _last;
            var state = mode.State;
            var answer = new MaintenanceAnswer(_last.Id, state.On, state.Reason, state.Since, _last.Error);
            AtomicFile.Replace(options.Paths.MaintenanceAnswer, JsonSerializer.SerializeToUtf8Bytes(answer));
        }
    });

    private static MaintenanceOrder? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<MaintenanceOrder>(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void TryFile(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(e, "Orders in {Folder} cannot be read or answered", options.Paths.Root);
        }
    }
}
