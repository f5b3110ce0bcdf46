using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Studio.Web.Auth.Users;

/// <summary>Hashing and checking passwords: ASP.NET Core's PBKDF2 (HMAC-SHA512).</summary>
internal sealed class Passwords
{
    public const int ShortestLength = 10;
    public const int LongestLength = 256;

    // OWASP's figure for PBKDF2 with HMAC-SHA512
    private const int Iterations = 210_000;

    private readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly Lazy<string> _nobodys;

    public Passwords() => _nobodys = new(() => Hash("nobody's password"));

    public string Hash(string password) => _hasher.HashPassword("", password);

    /// <summary>Takes as long for an account that does not exist (null) as for one that does.</summary>
    public bool Verify(string? hash, string password)
    {
        if (password.Length > LongestLength)
            return false;
        var result = _hasher.VerifyHashedPassword("", hash ?? _nobodys.Value, password);
        return hash is not null && result is not PasswordVerificationResult.Failed;
    }

    /// <summary>Why a password cannot be used, and what to do; null when it can.</summary>
    public static string? Problem(string password, string userName) => password switch
    {
        { Length: < ShortestLength } => $"The password has only {password.Length} characters; use at least {ShortestLength}.",
        { Length: > LongestLength } => $"The password has more than {LongestLength} characters.",
        _ when password.Distinct().Count() < 4 => "The password repeats the same few characters.",
        _ when password.Contains(userName, StringComparison.OrdinalIgnoreCase) && userName.Length > 3 =>
            "The password contains the user's name.",
        _ => null,
    };

    /// <summary>20 characters to be read out or typed once: about 99 bits.</summary>
    public static string Generate()
    {
        const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789"; // nothing that looks like something else
        return string.Join('-',
            Enumerable.Range(0, 4).Select(_ => System.Security.Cryptography.RandomNumberGenerator.GetString(Alphabet, 5)));
    }

    /// <summary>A new stamp: what was signed in with the old one ends.</summary>
    public static string NewStamp() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}
