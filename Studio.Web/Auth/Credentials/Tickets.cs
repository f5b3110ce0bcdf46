using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Studio.Web.Auth.Credentials;

/// <summary>
/// One-time tickets for sockets and event streams, where a browser can set no header: 30 seconds, good once, for one principal. Kept in
/// memory, as hashes: a restart ends them, and so does their first use.
/// </summary>
internal sealed class Tickets(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private const int MostPerUser = 100;

    private readonly ConcurrentDictionary<string, (CurrentUser User, long Issued)> _open = new();

    /// <summary>A new ticket; null when this user has a hundred open ones.</summary>
    public string? Issue(CurrentUser user)
    {
        foreach (var (hash, ticket) in _open.Where(pair => IsLate(pair.Value.Issued)))
            _open.TryRemove(new(hash, ticket));
        if (_open.Values.Count(ticket => ticket.User.Id == user.Id) >= MostPerUser)
            return null;
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _open[Hash(secret)] = (user, time.GetTimestamp());
        return secret;
    }

    /// <summary>Who asked for it; null when it is unknown, used or late. It is gone afterwards.</summary>
    public CurrentUser? Redeem(string secret) =>
        _open.TryRemove(Hash(secret), out var ticket) && !IsLate(ticket.Issued) ? ticket.User : null;

    private bool IsLate(long issued) => time.GetElapsedTime(issued) >= Lifetime;

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>This endpoint streams events and takes ?ticket=…; sockets take one anyway.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TakesTicketAttribute : Attribute;

/// <summary>?ticket=… on a socket or event stream.</summary>
internal sealed class TicketSource(Tickets tickets, SessionWatch watch) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.Ticket;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        if (PresentedKey.Ticket(context) is not { } presented)
            return null;
        if (!context.WebSockets.IsWebSocketRequest && context.GetEndpoint()?.Metadata.GetMetadata<TakesTicketAttribute>() is null)
            return Decision.Wrong("a ticket where only sockets and event streams take one");
        if (tickets.Redeem(presented.Secret) is not { } user)
            return Decision.Wrong("an unknown, used or late ticket");
        if (await watch.FindAsync(user, context.RequestAborted) is not { } now)
            return Decision.Wrong("a ticket whose session has ended");
        if (now.RefusalFrom(context.Connection.RemoteIpAddress) is { } notFromHere)
            return notFromHere;
        // a ticket is its asker's: in the browser of somebody else it is a stolen or planted one
        if (await CookieSource.UserAsync(context) is { } browser && browser.Id != user.Id)
            return Decision.Wrong("a ticket of another user");
        return Decision.Accept(user);
    }
}
