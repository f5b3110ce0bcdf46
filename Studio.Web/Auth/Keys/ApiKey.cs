using System.Net;
using System.Security.Cryptography;
using System.Text;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Keys;

/// <summary>A managed key, without its secret.</summary>
/// <param name="Id">The eight public characters.</param>
/// <param name="Hash">SHA-256 of the whole key, hex.</param>
/// <param name="Workflows">The only workflows it may run; null: any.</param>
/// <param name="Addresses">From where it may be used, CIDR; null: from anywhere.</param>
internal sealed record ApiKey(string Id, string Owner, string Name, string Hash, IReadOnlySet<string> Scopes)
{
    public IReadOnlySet<string>? Workflows { get; init; }

    public IReadOnlyList<IPNetwork>? Addresses { get; init; }

    public Limits Limits { get; init; } = Limits.None;

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? Revoked { get; init; }

    /// <summary>The key that rotation put in its place; this one then expires.</summary>
    public string? ReplacedBy { get; init; }

    public DateTimeOffset? LastUsed { get; init; }

    public string? LastUsedFrom { get; init; }

    public bool IsLive(DateTimeOffset now) => Revoked is null && !(Expires <= now);

    /// <summary>Its owner, with no more rights than the key has.</summary>
    public CurrentUser For(User user)
    {
        var owner = user.ToCurrentUser();
        return owner.Within(Scopes) with
        {
            Addresses = Addresses,
            Workflows = Workflows,
            KeyId = Id,
            Expires = Expires,
            Credential = Standing.OfKey(this),
            RequestsPerMinute = (owner.RequestsPerMinute.Account, Limits.RequestsPerMinute),
        };
    }
}

/// <summary>The text of a managed key: sk_&lt;8 public characters&gt;_&lt;64 hex digits&gt;.</summary>
internal static class ApiKeySecret
{
    private const string Prefix = "sk_";
    private const int IdLength = 8;
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789"; // nothing that looks like something else
    private const int LongestKey = 200;

    public static (string Id, string Key) Make()
    {
        var id = RandomNumberGenerator.GetString(Alphabet, IdLength);
        return (id, $"{Prefix}{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}");
    }

    /// <summary>The public part; null for what has not the shape of a managed key.</summary>
    public static string? IdOf(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.Length is > IdLength + 4 and < LongestKey
            && key[Prefix.Length + IdLength] == '_'
            ? key.Substring(Prefix.Length, IdLength)
            : null;

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>In constant time; <paramref name="hash"/> null is compared as well and never matches.</summary>
    public static bool Matches(string key, string? hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(key)), Encoding.ASCII.GetBytes(hash ?? new string('-', 64)));
}
