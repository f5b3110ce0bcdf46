using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Keys;

/// <summary>A managed key that a request presents. Asked of the database each time, so that revoking acts on the next request.</summary>
internal sealed class ApiKeyCheck(ApiKeyStore keys, UserStore users, LastSeenStore seen, TimeProvider time)
{
    private static readonly TimeSpan UsedEvery = TimeSpan.FromMinutes(1);

    public async Task<Decision> DecideAsync(HttpContext context, string id, PresentedKey presented)
    {
        var cancellationToken = context.RequestAborted;
        var key = await keys.FindAsync(id, cancellationToken);
        if (!ApiKeySecret.Matches(presented.Secret, key?.Hash) || key is null)
            return Decision.Wrong($"wrong key in {presented.Where}");
        var now = time.GetUtcNow();
        if (!key.IsLive(now))
            return Decision.Wrong($"key sk_{id} {(key.Revoked is null ? "has expired" : "was revoked")}");
        if (await users.FindAsync(key.Owner, cancellationToken) is not { Enabled: true } user)
            return Decision.Wrong($"the owner of key sk_{id} is disabled");
        var address = context.Connection.RemoteIpAddress;
        if (key.For(user).RefusalFrom(address) is { } notFromHere)
            return notFromHere;
        if (!(now - key.LastUsed < UsedEvery) || key.LastUsedFrom != address?.ToString())
            await seen.KeyAsync(id, now.ToUnixTimeMilliseconds(), address?.ToString() ?? "");
        return Decision.Accept(key.For(user));
    }
}
