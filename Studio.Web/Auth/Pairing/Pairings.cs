using System.Security.Cryptography;
using System.Text;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Pairing;

/// <summary>The codes of a new pairing, which nobody can read again.</summary>
internal sealed record PairingCodes(string DeviceCode, string UserCode);

/// <summary>What a waiting program is told. <paramref name="Error"/> is a word of RFC 8628; null with the key.</summary>
internal sealed record PairingAnswer(string? Error, string Detail, ApiKey? Key = null, string? Secret = null, TimeSpan? RetryAfter = null);

/// <summary>
/// Lets a program in without a key being carried to it, after the device flow of RFC 8628: the program shows a short code, somebody who is
/// signed in types it and sees what is asking from where, and the program, which alone knows the long code, fetches a key of that person's.
/// The key is made when it is fetched, so it never lies anywhere.
/// </summary>
internal sealed class Pairings(PairingStore store, ApiKeys keys, UserStore users, SignInThrottle throttle, Audit audit, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(90);

    public const int PollSeconds = 5;

    private const int MostOpen = 100;
    private const int MostOfAddress = 5;
    private const int LongestName = 60;
    private const int LongestUserAgent = 200;
    private const int CodeLength = 8;
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ"; // no vowels, no words; nothing that looks like something else

    /// <exception cref="AccountException">Something given is not possible, or too many are waiting.</exception>
    public async Task<PairingCodes> BeginAsync(HttpContext context, string? name, IReadOnlyList<string>? scopes)
    {
        var plain = name?.Trim() ?? "";
        if (plain.Length is 0 or > LongestName || plain.Any(char.IsControl))
            throw AccountException.Bad($"A program's name has 1 to {LongestName} characters.");
        if (scopes is not null && (scopes.Count == 0 || scopes.Except(Scopes.All).Any() || scopes.Contains(Scopes.Admin)))
            throw AccountException.Bad(
                $"The scopes are {string.Join(", ", Scopes.All.Where(scope => scope != Scopes.Admin))}; a program that administers needs a key made in Settings.");
        var codes = new PairingCodes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            RandomNumberGenerator.GetString(Alphabet, CodeLength));
        var (now, entry) = (time.GetUtcNow(), AuditEntry.From(context, AuditActions.PairingRequested));
        var agent = entry.UserAgent ?? "";
        var pairing = new PairingRequest(
            Hash(codes.DeviceCode), Hash(codes.UserCode), plain, scopes, entry.Address ?? "",
            agent.Length > LongestUserAgent ? agent[..LongestUserAgent] : agent, now, now + Lifetime)
        {
            PollSeconds = PollSeconds,
        };
        if (!await store.AddAsync(pairing, now - Lifetime, MostOpen, MostOfAddress, context.RequestAborted))
            throw new AccountException(StatusCodes.Status429TooManyRequests,
                "Too many programs are waiting to be let in. Try again in ten minutes.");
        audit.Record(entry with { Target = plain });
        return codes with { UserCode = $"{codes.UserCode[..4]}-{codes.UserCode[4..]}" };
    }

    /// <summary>What asks under this code, for somebody who may decide.</summary>
    /// <exception cref="AccountException">Nothing waits under it, too many codes were wrong, or this user may not decide.</exception>
    public async Task<PairingRequest> FindAsync(CurrentUser user, string? code, CancellationToken cancellationToken)
    {
        var rule = new OwnSignInRule();
        if (!rule.Admits(user))
            throw new AccountException(StatusCodes.Status403Forbidden, rule.Refusal(user));
        var admission = await throttle.EnterAsync(cancellationToken, $"pairing:{user.Id}");
        if (admission.Attempt is not { } attempt)
            throw new AccountException(StatusCodes.Status429TooManyRequests,
                $"Too many wrong codes. Try again in {Refusal.Seconds(admission.Wait)} seconds.");
        using var _ = attempt;
        var plain = string.Concat((code ?? "").ToUpperInvariant().Where(c => !char.IsWhiteSpace(c) && c != '-'));
        if (await store.FindByUserCodeAsync(Hash(plain), cancellationToken) is { State: PairingState.Open } found
            && found.IsOpenAt(time.GetUtcNow()))
            return found;
        attempt.Failed();
        throw new AccountException(StatusCodes.Status404NotFound,
            "No program is waiting under this code. It may have been too late, or decided already.");
    }

    /// <summary>The program may fetch a key of this user's.</summary>
    /// <exception cref="AccountException">As <see cref="FindAsync"/>, or it asks for more than this user may give.</exception>
    public async Task ApproveAsync(CurrentUser user, string? code, CancellationToken cancellationToken)
    {
        var pairing = await FindAsync(user, code, cancellationToken);
        var account = await users.FindAsync(user.Id, cancellationToken) ?? throw AccountException.Missing("user");
        ApiKeys.RequireScopes(pairing.Scopes, account.ToCurrentUser());
        await DecideAsync(pairing, user, PairingState.Approved, AuditActions.PairingApproved, cancellationToken);
    }

    /// <exception cref="AccountException">As <see cref="FindAsync"/>.</exception>
    public async Task DenyAsync(CurrentUser user, string? code, CancellationToken cancellationToken) =>
        await DecideAsync(await FindAsync(user, code, cancellationToken), user, PairingState.Denied, AuditActions.PairingDenied,
            cancellationToken);

    /// <summary>What the program that knows the long code is told now.</summary>
    public async Task<PairingAnswer> PollAsync(HttpContext context, string? deviceCode)
    {
        var (now, cancellationToken) = (time.GetUtcNow(), context.RequestAborted);
        var subject = $"pairing:{SignInThrottle.Subject(context.Connection.RemoteIpAddress)}";
        var admission = await throttle.EnterAsync(cancellationToken, subject);
        if (admission.Attempt is not { } attempt)
            return new("slow_down", "Too many wrong device codes. Wait, then try again.", RetryAfter: admission.Wait);
        using var _ = attempt;
        if (await store.FindByDeviceAsync(Hash(deviceCode ?? ""), cancellationToken) is not { State: not PairingState.Taken } pairing)
        {
            attempt.Failed();
            return new("invalid_grant", "This device code is not known, or its key was fetched.");
        }

        if (!pairing.IsOpenAt(now))
            return new("expired_token", "Nobody decided in time. Begin anew.");
        // farther away than it was ever put: the clock was set back
        var isEarly = now < pairing.PollAfter && pairing.PollAfter - now <= TimeSpan.FromSeconds(pairing.PollSeconds);
        var seconds = isEarly ? pairing.PollSeconds + PollSeconds : pairing.PollSeconds;
        await store.PolledAsync(pairing.DeviceHash, now.AddSeconds(seconds), seconds, cancellationToken);
        if (isEarly)
            return new("slow_down", $"Ask every {seconds} seconds.", RetryAfter: TimeSpan.FromSeconds(seconds));
        return pairing.State switch
        {
            PairingState.Denied => new("access_denied", "The request was denied."),
            PairingState.Approved => await TakeAsync(pairing, now, cancellationToken),
            _ => new("authorization_pending", "Nobody has decided yet.", RetryAfter: TimeSpan.FromSeconds(seconds)),
        };
    }

    private async Task<PairingAnswer> TakeAsync(PairingRequest pairing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var owner = pairing.UserId!;
        // first the state, then the key: of two that ask at once only one gets it
        if (!await store.MoveAsync(pairing.DeviceHash, PairingState.Approved, PairingState.Taken, owner, now, cancellationToken))
            return new("invalid_grant", "This device code is not known, or its key was fetched.");
        if (await users.FindAsync(owner, cancellationToken) is not { Enabled: true } user)
            return new("access_denied", "Who approved has no account any more.");
        try
        {
            var (key, secret) = await keys.CreateAsync(owner, new(pairing.Name, pairing.Scopes) { Expires = now + KeyLifetime },
                cancellationToken);
            audit.Record(new AuditEntry(AuditActions.KeyCreated) { UserId = user.Id, UserName = user.Name, Address = pairing.Address,
                Target = $"sk_{key.Id}", Detail = $"paired with {pairing.Name}" });
            return new(null, "", key, secret);
        }
        catch (AccountException e)
        {
            return new("access_denied", e.Message); // less is allowed now than when it was approved
        }
    }

    private async Task DecideAsync(PairingRequest pairing, CurrentUser user, PairingState state, string action,
        CancellationToken cancellationToken)
    {
        if (!await store.MoveAsync(pairing.DeviceHash, PairingState.Open, state, user.Id, time.GetUtcNow(), cancellationToken))
            throw AccountException.Taken("Somebody else was quicker, or it was too late.");
        audit.Record(AuditEntry.By(user, action) with { Target = pairing.Name, Detail = $"asked from {pairing.Address}" });
    }

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
