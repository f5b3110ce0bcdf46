namespace Studio.Engine.Models;

/// <summary>Keeps a network in memory until it is disposed.</summary>
internal sealed class NetworkLease(Runtime.OrtSession session, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public Runtime.OrtSession Session { get; } = session;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
