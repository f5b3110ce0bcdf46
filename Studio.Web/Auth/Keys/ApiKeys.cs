using System.Net;
using System.Net.Sockets;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Keys;

/// <summary>What a new key is to be.</summary>
/// <param name="Scopes">Null: all that its owner may do, without admin:*.</param>
internal sealed record KeyRequest(string? Name, IReadOnlyCollection<string>? Scopes)
{
    public IReadOnlyCollection<string>? Workflows { get; init; }

    public IReadOnlyCollection<string>? Addresses { get; init; }

    public Limits Limits { get; init; } = Limits.None;

    public DateTimeOffset? Expires { get; init; }
}

/// <summary>The rules of managed keys. The key itself is returned once, when it is made; from then on only its hash exists.</summary>
internal sealed class ApiKeys(ApiKeyStore store, UserStore users, EndedAccess ended, TimeProvider time)
{
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    private const int MostPerOwner = 200;
    private const int LongestName = 100;
    private const int LongestWorkflow = 128;

    /// <summary>The keys of one owner, or of everybody when null.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(string? owner, CancellationToken cancellationToken) =>
        store.ListAsync(owner, cancellationToken);

    /// <param name="owner">Only this owner's; null: anybody's.</param>
    /// <exception cref="AccountException">There is no such key.</exception>
    public async Task<ApiKey> GetAsync(string id, string? owner, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } key && (owner is null || key.Owner == owner)
            ? key
            : throw AccountException.Missing("key");

    /// <exception cref="AccountException">More is asked than its owner may do, or something given is not possible.</exception>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(string owner, KeyRequest request, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(owner, cancellationToken) ?? throw AccountException.Missing("user");
        var now = time.GetUtcNow();
        if (request.Expires <= now)
            throw AccountException.Bad("The expiry lies in the past.", "expires");
        if ((await store.ListAsync(owner, cancellationToken)).Count(key => key.IsLive(now)) >= MostPerOwner)
            throw AccountException.Taken($"This user has {MostPerOwner} keys; revoke some first.");
        var (id, secret) = ApiKeySecret.Make();
        return await AddAsync(
            new ApiKey(id, owner, RequireName(request.Name), ApiKeySecret.Hash(secret), RequireScopes(request.Scopes, user.ToCurrentUser()))
            {
                Workflows = RequireWorkflows(request.Workflows),
                Addresses = RequireAddresses(request.Addresses),
                Limits = request.Limits,
                Created = now,
                Expires = request.Expires,
            },
            secret,
            cancellationToken);
    }

    /// <summary>A new key with the rights of the old one, which counts for <paramref name="overlap"/> more.</summary>
    /// <exception cref="AccountException">There is no such key, it counts no more, or the overlap is too long.</exception>
    public async Task<(ApiKey Key, string Secret)> RotateAsync(string id, string? owner, TimeSpan overlap,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = await GetAsync(id, owner, cancellationToken);
        if (!old.IsLive(now) || old.ReplacedBy is not null)
            throw AccountException.Taken("This key has ended or was rotated before; make a new one.");
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            throw AccountException.Bad($"The overlap is 0 to {LongestOverlap.TotalSeconds:0} seconds.");
        var (newId, secret) = ApiKeySecret.Make();
        var made = await AddAsync(
            old with { Id = newId, Hash = ApiKeySecret.Hash(secret), Created = now, LastUsed = null, LastUsedFrom = null }, secret,
            cancellationToken);
        await store.ReplaceAsync(id, newId, now + overlap, cancellationToken);
        if (overlap == TimeSpan.Zero)
            ended.Tell(EndedAccess.Key(id));
        return made;
    }

    /// <summary>Acts on the next request; sessions, tokens, sockets and pages that stand on it end.</summary>
    /// <exception cref="AccountException">There is no such key.</exception>
    public async Task RevokeAsync(string id, string? owner, CancellationToken cancellationToken)
    {
        await GetAsync(id, owner, cancellationToken);
        await store.RevokeAsync(id, time.GetUtcNow(), cancellationToken);
        ended.Tell(EndedAccess.Key(id));
    }

    private async Task<(ApiKey Key, string Secret)> AddAsync(ApiKey key, string secret, CancellationToken cancellationToken) =>
        await store.AddAsync(key, cancellationToken)
            ? (key, secret)
            : throw new InvalidOperationException("The public part of a new key is taken.");

    private static string RequireName(string? name)
    {
        var plain = name?.Trim() ?? "";
        return plain.Length is > 0 and <= LongestName && !plain.Any(char.IsControl)
            ? plain
            : throw AccountException.Bad($"A key's name has 1 to {LongestName} characters.", "name");
    }

    internal static IReadOnlySet<string> RequireScopes(IReadOnlyCollection<string>? scopes, CurrentUser giver)
    {
        if (scopes is null)
            return giver.Scopes.Where(scope => scope != Scopes.Admin).ToHashSet();
        if (scopes.Count == 0)
            throw AccountException.Bad($"Name at least one scope: {string.Join(", ", Scopes.All)}.", "scopes");
        if (scopes.FirstOrDefault(scope => !Scopes.All.Contains(scope)) is { } unknown)
            throw AccountException.Bad($"There is no scope '{unknown}'. The scopes are {string.Join(", ", Scopes.All)}.", "scopes");
        if (scopes.FirstOrDefault(scope => !giver.May(scope)) is { } beyond)
            throw new AccountException(StatusCodes.Status403Forbidden, $"The scope {beyond} is more than its owner or maker may do.",
                "scopes");
        return scopes.ToHashSet();
    }

    private static HashSet<string>? RequireWorkflows(IReadOnlyCollection<string>? workflows)
    {
        if (workflows?.FirstOrDefault(id => id.Length is 0 or > LongestWorkflow || id.Any(char.IsControl)) is not null)
            throw AccountException.Bad($"A workflow's id has 1 to {LongestWorkflow} characters and no control characters.", "workflows");
        return workflows?.ToHashSet();
    }

    private static List<IPNetwork>? RequireAddresses(IReadOnlyCollection<string>? addresses)
    {
        if (addresses is { Count: 0 })
            throw AccountException.Bad("addresses names nobody; leave it out to allow every address.", "addresses");
        return addresses?.Select(Network).ToList();
    }

    /// <summary>"10.0.0.0/8", or a single address.</summary>
    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new(address, address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw AccountException.Bad($"'{text}' is no network such as 10.0.0.0/8 or 2001:db8::/32.", "addresses");
    }
}
