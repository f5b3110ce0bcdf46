namespace Studio.Web.Auth;

/// <summary>
/// Tells at once, on this node, that a session, key, token or account has ended. Whoever holds something open that stands on it
/// (<see cref="SessionWatch"/>) ends it. Other nodes find out within a minute.
/// </summary>
internal sealed class EndedAccess
{
    private readonly Broadcast<string> _hub = new(_ => null);

    public static string Session(string id) => $"session:{id}";

    public static string Key(string id) => $"key:{id}";

    public static string Token(string id) => $"token:{id}";

    /// <summary>Everything of this account: it was disabled or deleted, or its rights have changed.</summary>
    public static string User(string id) => $"user:{id}";

    public void Tell(string ground) => _hub.Publish(ground);

    /// <summary>Returns when one of these has ended.</summary>
    public async Task WaitAsync(IReadOnlyCollection<string> grounds, CancellationToken cancellationToken)
    {
        await foreach (var ended in _hub.Watch(grounds.Contains, cancellationToken: cancellationToken))
        {
            if (grounds.Contains(ended))
                return;
        }
    }
}
