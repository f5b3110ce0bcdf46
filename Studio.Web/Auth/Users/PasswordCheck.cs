using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth.Users;

/// <summary>
/// A user's name and password, for the sign-in form and for Basic. Failures count by address and by account. A password that was right a
/// moment ago is remembered as a keyed hash for a few minutes: Basic sends it with every request, and checking it is made to be slow.
/// </summary>
internal sealed class PasswordCheck(UserStore users, Passwords passwords, SignInThrottle throttle, TimeProvider time) : IDisposable
{
    private const int MostRemembered = 1000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(5);

    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (string Stamp, DateTimeOffset Until)> _remembered = new();
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>For Basic.</summary>
    public async Task<Decision> DecideAsync(HttpContext context, string name, string password)
    {
        var (user, wait) = await TryAsync(context, name, password);
        return user is not null ? Decision.Accept(user.ToCurrentUser() with { Credential = Standing.OfPassword(user) })
            : wait > TimeSpan.Zero ? Decision.TooMany(wait)
            : Decision.Wrong("wrong name or password in Basic");
    }

    /// <summary>The user, or how long to wait when there were too many failures before this one.</summary>
    public async Task<(User? User, TimeSpan Wait)> TryAsync(HttpContext context, string name, string password)
    {
        var user = name.Length > UserAccounts.LongestName ? null : await users.FindByNameAsync(name, context.RequestAborted);
        var memory = Convert.ToHexStringLower(HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{user?.Id}\n{password}")));
        if (user is { Enabled: true } && _remembered.TryGetValue(memory, out var known) && known.Stamp == user.Stamp && known.Until > time.GetUtcNow())
            return (user, TimeSpan.Zero);
        string[] subjects = [SignInThrottle.Subject(context.Connection.RemoteIpAddress), SignInThrottle.Account(name)];
        if (throttle.Wait(subjects) is { Ticks: > 0 } wait)
            return (null, wait);
        if (!await VerifyAsync(user?.Password, password, context.RequestAborted) || user is not { Enabled: true })
        {
            throttle.Failed(subjects);
            return (null, TimeSpan.Zero);
        }

        throttle.Succeeded(subjects[1]);
        Remember(memory, user.Stamp);
        return (user, TimeSpan.Zero);
    }

    public void Dispose() => _atOnce.Dispose();

    // a crowd of sign-ins must not take the whole machine
    private async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => passwords.Verify(hash, password), cancellationToken);
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
        _remembered[memory] = (stamp, time.GetUtcNow() + RememberedFor);
    }
}
