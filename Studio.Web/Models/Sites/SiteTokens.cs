using System.Security.Cryptography;
using System.Text;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Sites;

/// <summary>
/// Tokens for sites of models: the server's own from its environment, and people's own, sealed (AES-GCM) with a key that is made of the
/// master key; in local mode, where there is none, of a file that only this user may read. After another master key people enter theirs
/// anew.
/// </summary>
internal sealed class SiteTokens
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Longest = 512;

    private readonly SiteTokenStore _store;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _ofServer = new(StringComparer.Ordinal);
    private readonly Lazy<byte[]> _key;

    public SiteTokens(StudioOptions options, Access access, SiteTokenStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        foreach (var (site, token) in new[] { ("huggingface", options.Downloads.HuggingFaceToken),
            ("civitai", options.Downloads.CivitaiToken) })
        {
            if (token is { Length: > 0 } && WhyNot(token) is null)
                _ofServer[site] = token;
        }

        _key = new(() => HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret(options, access), 32, info: "studio site tokens"u8.ToArray()));
    }

    /// <summary>What requests of this owner carry: their own token, else the server's; null when there is none.</summary>
    public string? Of(string owner, string site) => Own(owner, site) ?? _ofServer.GetValueOrDefault(site);

    public bool HasOwn(CurrentUser user, string site) => Own(user.Id, site) is not null;

    public bool HasServer(string site) => _ofServer.ContainsKey(site);

    /// <param name="token">Null or empty forgets it.</param>
    /// <exception cref="DownloadException">It is no token: the message says why.</exception>
    public void Keep(CurrentUser user, string site, string? token)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            _store.Remove(user.Id, site);
            return;
        }

        if (WhyNot(token.Trim()) is { } why)
            throw new DownloadException(DownloadRefusal.BadRequest, why);
        _store.Set(user.Id, site, Seal(token.Trim(), About(user.Id, site)), _time.GetUtcNow());
    }

    private string? Own(string owner, string site) => _store.Find(owner, site) is { } secret ? Open(secret, About(owner, site)) : null;

    private byte[] Seal(string token, byte[] about)
    {
        using var cipher = new AesGcm(_key.Value, TagBytes);
        var plain = Encoding.UTF8.GetBytes(token);
        var secret = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(secret.AsSpan(0, NonceBytes));
        cipher.Encrypt(secret.AsSpan(0, NonceBytes), plain, secret.AsSpan(NonceBytes, plain.Length), secret
            .AsSpan(NonceBytes + plain.Length),
            about);
        return secret;
    }

    // null after another master key
    private string? Open(byte[] secret, byte[] about)
    {
        if (secret.Length <= NonceBytes + TagBytes)
            return null;
        using var cipher = new AesGcm(_key.Value, TagBytes);
        var plain = new byte[secret.Length - NonceBytes - TagBytes];
        try
        {
            cipher.Decrypt(secret.AsSpan(0, NonceBytes), secret.AsSpan(NonceBytes, plain.Length), secret.AsSpan(NonceBytes + plain.Length),
                plain,
                about);
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // a row that is moved to another owner or site opens no more
    private static byte[] About(string owner, string site) => Encoding.UTF8.GetBytes($"{site}\n{owner}");

    private static string? WhyNot(string token) =>
        token.Length > Longest || token.Any(letter => letter is <= ' ' or > '~')
            ? "A token is one line of letters, digits and signs. Copy it anew."
            : null;

    private static byte[] Secret(StudioOptions options, Access access) => access.MasterKey is { } key
        ? Encoding.UTF8.GetBytes(key.Reveal())
        : SecretFile.ReadOrCreate(options.Paths.SiteSecret, () => RandomNumberGenerator.GetBytes(32));
}
