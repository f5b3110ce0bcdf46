using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Updates;

/// <summary>
/// The time in which the server is left alone: nothing new starts, the running job ends or, when it takes too long, waits again, and every
/// screen and socket is told. On as long as anybody holds it, by hand or for an update; a restart ends it, since it is only in memory.
/// </summary>
public sealed class MaintenanceMode(
    JobLine line, Leases leases, JobEvents events, MaintenanceGate gate, Audit audit, StudioOptions options, TimeProvider time,
    ILogger<MaintenanceMode> log) : IDisposable
{
    private const int LongestReason = 200;

    private readonly Lock _gate = new();
    private readonly Broadcast<MaintenanceState> _hub = new(_ => null);
    private readonly List<MaintenanceState> _updates = [];
    private MaintenanceState? _byHand;
    private MaintenanceState _now = MaintenanceState.Off;
    private CancellationTokenSource? _drain;
    private Task _drained = Task.CompletedTask;

    public MaintenanceState State => Volatile.Read(ref _now);

    /// <summary>True when no job runs any more: from here on files may be replaced.</summary>
    public bool IsQuiet => State.On && leases.Count == 0;

    /// <summary>First how it stands, then each change until cancelled.</summary>
    public IAsyncEnumerable<MaintenanceState> Watch(CancellationToken cancellationToken) =>
        _hub.Watch(null, () => [_now], cancellationToken);

    /// <exception cref="MaintenanceRefusedException">Only administrators may.</exception>
    public MaintenanceState Enter(MaintenanceSwitch by, string? reason)
    {
        RequireAdministrator(by);
        lock (_gate)
        {
            _byHand = New(reason, by, byUpdate: false);
            Apply();
            Write(by, AuditActions.MaintenanceOn, _byHand.Reason);
            return _now;
        }
    }

    /// <exception cref="MaintenanceRefusedException">Only administrators may; and an update ends its maintenance itself.</exception>
    public MaintenanceState Leave(MaintenanceSwitch by)
    {
        RequireAdministrator(by);
        lock (_gate)
        {
            if (_updates.Count > 0)
                throw new MaintenanceRefusedException("An update is running; maintenance ends with it.", isForbidden: false);
            var was = _now.On;
            _byHand = null;
            Apply();
            if (was)
                Write(by, AuditActions.MaintenanceOff, null);
            return _now;
        }
    }

    /// <summary>
    /// Maintenance for the time of an update. Returns when nothing runs any more; dispose it when the update has ended, well or not.
    /// </summary>
    /// <exception cref="MaintenanceRefusedException">Only administrators may.</exception>
    public async Task<IDisposable> BeginUpdateAsync(MaintenanceSwitch by, string reason, CancellationToken cancellationToken)
    {
        RequireAdministrator(by);
        Update update;
        Task drained;
        lock (_gate)
        {
            var state = New(reason, by, byUpdate: true);
            _updates.Add(state);
            Apply();
            Write(by, AuditActions.MaintenanceOn, state.Reason);
            update = new(this, state, by);
            drained = _drained;
        }

        try
        {
            await drained.WaitAsync(cancellationToken);
            return update;
        }
        catch
        {
            update.Dispose();
            throw;
        }
    }

    public void Dispose() => _drain?.Dispose();

    private void End(MaintenanceState update, MaintenanceSwitch by)
    {
        lock (_gate)
        {
            if (!_updates.Remove(update))
                return;
            Apply();
            Write(by, AuditActions.MaintenanceOff, update.Reason);
        }
    }

    /// <summary>Makes what is told, refused and paused agree with who holds it now.</summary>
    private void Apply()
    {
        var next = _updates.Count > 0 ? _updates[^1] : _byHand ?? MaintenanceState.Off;
        if (next == _now)
            return;
        var wasOn = _now.On;
        Volatile.Write(ref _now, next);
        if (next.On)
        {
            gate.Close();
            line.Suspend(PauseKind.Maintenance, next.Reason);
        }
        else
        {
            gate.Open();
            line.Lift(PauseKind.Maintenance);
        }

        if (wasOn != next.On)
            Turn(next.On);
        events.Publish(new JobEvent.MaintenanceChanged(next.On, next.Reason));
        _hub.Publish(next);
    }

    private void Turn(bool on)
    {
        log.LogInformation("Maintenance is {State}", on ? "on" : "off");
        _drain?.Cancel();
        _drain?.Dispose();
        _drain = on ? new CancellationTokenSource() : null;
        _drained = on ? DrainAsync(_drain!.Token) : Task.CompletedTask;
    }

    /// <summary>Until no job runs: its own end, or, past the limit, back into the line.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        await Task.Yield(); // the caller holds the lock
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.Maintenance.Patience), time);
        using var putBack = patience.Token.Register(() =>
        {
            log.LogInformation("The running job takes too long for maintenance; it waits again");
            leases.PutBackRunning();
        });
        // what is told of a job that ends comes after it is no longer counted
        await foreach (var _ in events.Watch(CurrentUser.Administrator, cancellationToken))
        {
            if (leases.Count == 0)
                return;
        }
    }

    private MaintenanceState New(string? reason, MaintenanceSwitch by, bool byUpdate)
    {
        var text = string.IsNullOrWhiteSpace(reason) ? MaintenanceGate.Message : reason.Trim();
        return new(true, text.Length > LongestReason ? text[..LongestReason] + "…" : text, time.GetUtcNow(),
            by.Entry.UserName ?? by.User.Name, byUpdate);
    }

    private void Write(MaintenanceSwitch by, string action, string? reason) =>
        audit.Record(by.Entry with { Action = action, Detail = reason });

    private void RequireAdministrator(MaintenanceSwitch by)
    {
        if (by.User.IsAdmin)
            return;
        audit.Record(by.Entry with { Action = AuditActions.MaintenanceOn, Result = AuditResult.Refused });
        throw new MaintenanceRefusedException("Only administrators switch maintenance.", isForbidden: true);
    }

    private sealed class Update(MaintenanceMode mode, MaintenanceState state, MaintenanceSwitch by) : IDisposable
    {
        public void Dispose() => mode.End(state, by);
    }
}
