using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;
using Studio.Web.Outgoing;

namespace Studio.Web.Auth.External;

/// <summary>
/// The public keys of providers (JSON Web Key Sets, RFC 7517), by the address of the set. Kept for an hour; fetched anew for a key that is
/// not among them at most once a minute; kept on when they cannot be fetched. Symmetric, short and encryption keys are left out.
/// </summary>
internal sealed class SigningKeys(OutgoingHttp outgoing, TimeProvider time, ILogger<SigningKeys> log)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    public static readonly TimeSpan UnknownEvery = TimeSpan.FromMinutes(1);

    private const int ShortestRsa = 2048;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly OutgoingLimits Limits = new() { MaxBytes = 1 << 20, Timeout = TimeSpan.FromSeconds(10), MaxRedirects = 0 };

    private readonly long _start = time.GetTimestamp(); // not the wall clock, which may be set back
    private readonly ConcurrentDictionary<Uri, KeySet> _sets = new();

    /// <param name="keyId">Null: every key of the set.</param>
    /// <returns>Empty when there is no such key, or none could ever be fetched.</returns>
    public async Task<IReadOnlyList<SecurityKey>> FindAsync(Uri address, string? keyId, CancellationToken cancellationToken)
    {
        var set = _sets.GetOrAdd(address, _ => new());
        if (Fresh(set, keyId) is { } found)
            return found;
        await set.Gate.WaitAsync(cancellationToken);
        try
        {
            return Fresh(set, keyId) ?? await FetchAsync(set, address, keyId);
        }
        finally
        {
            set.Gate.Release();
        }
    }

    /// <summary>Null when the set should be fetched before anything is said.</summary>
    private IReadOnlyList<SecurityKey>? Fresh(KeySet set, string? keyId)
    {
        var now = time.GetElapsedTime(_start);
        var found = set.Find(keyId);
        if (now < set.NextTry)
            return found;
        if (now >= set.FetchedAt + KeptFor)
            return null;
        return found.Count > 0 || now < set.UnknownAt + UnknownEvery ? found : null;
    }

    private async Task<IReadOnlyList<SecurityKey>> FetchAsync(KeySet set, Uri address, string? keyId)
    {
        var now = time.GetElapsedTime(_start);
        if (now < set.FetchedAt + KeptFor)
            set.UnknownAt = now;
        try
        {
            // not with the caller's token: others wait for these keys too
            using var client = outgoing.CreateClient(Limits);
            var keys = Usable(await client.GetStringAsync(address, CancellationToken.None));
            if (keys.Count == 0)
                throw new FormatException("There is no usable signing key in it.");
            (set.Keys, set.FetchedAt, set.NextTry) = (keys, now, now);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or ArgumentException
            or FormatException)
        {
            set.NextTry = now + (set.Keys.Count > 0 ? RetryAfter : FirstRetryAfter);
            log.LogWarning("The signing keys at {Address} could not be fetched; {Kept} known ones are kept. {Reason}", address,
                set.Keys.Count, Innermost(e).Message);
        }

        return set.Find(keyId);
    }

    private static List<JsonWebKey> Usable(string json) => new JsonWebKeySet(json).Keys
        .Where(key => string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)
        .Where(key => (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= ShortestRsa)
            || (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && key is { X: not null, Y: not null }))
        .ToList();

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private sealed class KeySet
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public IReadOnlyList<JsonWebKey> Keys { get; set; } = [];

        public TimeSpan FetchedAt { get; set; } = TimeSpan.MinValue;

        /// <summary>When the set was last fetched for a key that it did not hold.</summary>
        public TimeSpan UnknownAt { get; set; } = TimeSpan.MinValue;

        /// <summary>After a failure: not before.</summary>
        public TimeSpan NextTry { get; set; } = TimeSpan.MinValue;

        public IReadOnlyList<SecurityKey> Find(string? keyId) => [.. Keys.Where(key => keyId is null || key.Kid == keyId)];
    }
}
