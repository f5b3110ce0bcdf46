using System.Security.Cryptography;
using System.Text;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Credentials;

/// <summary>
/// What a session, token or ticket was made with, and whether that still counts: another master key, another password, a revoked key or a
/// disabled account ends everything that stood on it.
/// </summary>
internal sealed class Standing(Access access, UserStore users, ApiKeyStore keys, TimeProvider time)
{
    private const string Master = "key:";
    private const string Managed = "sk:";

    public static string OfMaster(MasterKey key) => Master + key.Fingerprint;

    public static string OfKey(ApiKey key) => Managed + key.Id;

    public static string OfPassword(User user) => $"password:{user.Stamp}";

    /// <summary>Signed in elsewhere; <paramref name="provider"/> is a plain word of our own, such as oidc.</summary>
    public static string OfProvider(string provider, User user) => $"{provider}:{user.Stamp}";

    /// <summary>The user as they are now; null when what they stand on is gone.</summary>
    public async Task<CurrentUser?> FindAsync(string userId, string credential, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(userId, cancellationToken) is not { Enabled: true } user)
            return null;
        if (credential.StartsWith(Managed, StringComparison.Ordinal))
        {
            var key = await keys.FindAsync(credential[Managed.Length..], cancellationToken);
            return key?.Owner == userId && key.IsLive(time.GetUtcNow()) ? key.For(user) : null;
        }

        var expected = credential.StartsWith(Master, StringComparison.Ordinal)
            ? access.MasterKey is { } master ? OfMaster(master) : null
            : credential[..(credential.LastIndexOf(':') + 1)] + user.Stamp;
        return expected is not null && AreEqual(expected, credential) ? user.ToCurrentUser() with { Credential = credential } : null;
    }

    private static bool AreEqual(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
