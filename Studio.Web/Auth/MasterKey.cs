using System.Security.Cryptography;
using System.Text;

namespace Studio.Web.Auth;

/// <summary>The key of the built-in administrator. Compared by hash, in constant time; never logged.</summary>
internal sealed class MasterKey
{
    public const int MinimumLength = 16;

    private readonly string _value;
    private readonly byte[] _hash;

    private MasterKey(string value, string origin, bool wasGenerated)
    {
        _value = value;
        _hash = Hash(value);
        Origin = origin;
        WasGenerated = wasGenerated;
    }

    /// <summary>Where it came from, for messages.</summary>
    public string Origin { get; }

    /// <summary>Made at this very start, so nobody has seen it yet.</summary>
    public bool WasGenerated { get; }

    /// <summary>Names this key without giving it away; sessions remember it, so that a new key ends them.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData([.. "studio session:"u8, .. _hash]))[..32];

    /// <exception cref="StartupException">The key is unusable; <see cref="Problem"/> says the same earlier.</exception>
    public static MasterKey Load(KeySource source) =>
        Problem(source) is { } problem
            ? throw new StartupException(problem)
            : new MasterKey(Read(source), source.Origin, wasGenerated: false);

    /// <summary>256 random bits in a file of mode 0600.</summary>
    public static MasterKey Generate(string file)
    {
        var value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var kept = Encoding.UTF8.GetString(SecretFile.ReadOrCreate(file, () => Encoding.UTF8.GetBytes(value + "\n"))).Trim();
        return new MasterKey(kept, file, wasGenerated: kept == value);
    }

    /// <summary>Why a key cannot be used, and what to do; null when it can or when there is none.</summary>
    public static string? Problem(KeySource? source)
    {
        if (source is null)
            return null;
        string key;
        try
        {
            key = Read(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The API key file {source.File} ({source.Origin}) cannot be read: {e.Message}";
        }

        return Weakness(key) is { } weakness
            ? $"The API key from {source.Origin} {weakness}. Use at least {MinimumLength} characters nobody can guess, for example the output of: openssl rand -hex 32"
            : null;
    }

    public bool Matches(string presented) => CryptographicOperations.FixedTimeEquals(Hash(presented), _hash);

    /// <summary>The key itself, for the one time it is shown.</summary>
    public string Reveal() => _value;

    public override string ToString() => $"key from {Origin}";

    private static string Read(KeySource source) => source.File is { } file ? SecretFile.ReadText(file) : source.Value!.Trim();

    private static string? Weakness(string key) => key switch
    {
        "" => "is empty",
        _ when key.Equals("changeme", StringComparison.OrdinalIgnoreCase) => "is the well-known placeholder 'changeme'",
        _ when key.Length < MinimumLength => $"has only {key.Length} characters",
        _ when key.Any(c => c is <= ' ' or > '~') => "holds spaces, line breaks or non-ASCII characters, which no header can carry",
        _ when key.Distinct().Count() < 4 => "repeats the same few characters",
        _ => null,
    };

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
