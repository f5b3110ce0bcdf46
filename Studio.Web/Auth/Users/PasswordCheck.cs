using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth.Users;

/// <summary>What came of a name and a password.</summary>
/// <param name="User">Null when they do not belong together, or were not looked at.</param>
/// <param name="Wait">When to come back, where they were not looked at.</param>
/// <param name="IsBusy">Not for failures, but because too many others are signing in.</param>
internal readonly record struct PasswordAnswer(User? User, TimeSpan Wait = default, bool IsBusy = false);

/// <summary>
/// A user's name and password, for the sign-in form and for Basic. Failures count by address and by account. A password that was right a
/// moment ago is remembered as a keyed hash for a few minutes: Basic sends it with every request, and checking it is made to be slow.
/// </summary>
internal sealed class PasswordCheck(UserStore users, Passwords passwords, SessionStore sessions, SignInThrottle throttle,
    TimeProvider time) : IDisposable
{
    private const int MostRemembered = 1000;
    private const int MostWaiting = 64;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (string Stamp, long At)> _remembered = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<PasswordAnswer>>> _running = new();
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <summary>For Basic.</summary>
    public async Task<Decision> DecideAsync(HttpContext context, string name, string password)
    {
        var answer = await TryAsync(context, name, password);
        return answer.User is { } user ? Decision.Accept(user.ToCurrentUser() with { Credential = Standing.OfPassword(user) })
            : answer.IsBusy ? Decision.Busy(answer.Wait)
            : answer.Wait > TimeSpan.Zero ? Decision.TooMany(answer.Wait)
            : Decision.Wrong("wrong name or password in Basic");
    }

    /// <summary>
    /// The user, or how long to wait when there were too many failures before this one or there are too many attempts at once.
    /// </summary>
    public async Task<PasswordAnswer> TryAsync(HttpContext context, string name, string password)
    {
        var user = name.Length > UserAccounts.LongestName ? null : await users.FindByNameAsync(name, context.RequestAborted);
        var memory = Convert.ToHexStringLower(HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{user?.Id}\n{password}")));
        if (user is { Enabled: true } && _remembered.TryGetValue(memory, out var known) && known.Stamp == user.Stamp
            && time.GetElapsedTime(known.At) < RememberedFor)
            return new(user);
        var address = SignInThrottle.Subject(context.Connection.RemoteIpAddress);
        // the first requests of a program come together: they are one attempt, and go on however the first of them fares
        var key = $"{address}\n{SignInThrottle.Account(name)}\n{memory}";
        var from = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var running = _running.GetOrAdd(key,
            _ => new(() => OnceAsync(key, () => AttemptAsync(from, address, name, user, password, memory))));
        return await running.Value.WaitAsync(context.RequestAborted);
    }

    public void Dispose() => _atOnce.Dispose();

    private async Task<PasswordAnswer> OnceAsync(string key, Func<Task<PasswordAnswer>> attempt)
    {
        try
        {
            return await attempt();
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    private async Task<PasswordAnswer> AttemptAsync(string from, string address, string name, User? user, string password, string memory)
    {
        var account = await AccountAsync(from, name, user);
        var admission = await throttle.EnterAsync(CancellationToken.None, address, account);
        if (admission.Attempt is not { } attempt)
            return new(null, admission.Wait, admission.IsBusy);
        using (attempt)
        {
            if (await VerifyAsync(user?.Password, password) is not { } isRight)
                return new(null, SignInThrottle.BusyWait, IsBusy: true);
            if (!isRight || user is not { Enabled: true })
            {
                attempt.Failed();
                return new(null);
            }

            attempt.Succeeded(account);
        }

        Remember(memory, user.Stamp);
        return new(user);
    }

    // strangers who guess at an account shut it; not for the place where its owner is signed in, which has a count of its own
    private async Task<string> AccountAsync(string from, string name, User? user)
    {
        var account = SignInThrottle.Account(name);
        return user is not null && throttle.Wait(account) > TimeSpan.Zero
            && await sessions.IsFromAsync(user.Id, from, CancellationToken.None)
            ? $"{account}\nfrom {from}"
            : account;
    }

    /// <summary>
    /// Null when the line is too long: a crowd of sign-ins must not take the whole machine, nor make everybody wait for it.
    /// </summary>
    private async Task<bool?> VerifyAsync(string? hash, string password)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting || !await _atOnce.WaitAsync(Patience))
                return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await Task.Run(() => passwords.Verify(hash, password));
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private void Remember(string memory, string stamp)
    {
        if (_remembered.Count >= MostRemembered)
            _remembered.Clear();
        _remembered[memory] = (stamp, time.GetTimestamp());
    }
}
