using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Studio.Web.Auth;

/// <summary>
/// Five failures a minute, then a wait that doubles from one minute to fifteen. It counts sign-ins only: valid sessions and header keys
/// never pass here, so nobody can lock the owner out of those.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    private const int Allowed = 5;
    private const int MostEntries = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>The subject of an address: the address, or its /64 for IPv6, where one customer has as many addresses as they like.</summary>
    public static string Subject(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address?.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address:{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))}"
            : $"address:{address}";
    }

    /// <summary>The subject of an account, by the name that was tried; it need not exist.</summary>
    public static string Account(string name) => $"account:{name.Trim().ToUpperInvariant()}";

    /// <summary>How long until any of the subjects may try again; zero when they may now.</summary>
    public TimeSpan Wait(params ReadOnlySpan<string> subjects)
    {
        var longest = TimeSpan.Zero;
        var now = time.GetUtcNow();
        foreach (var subject in subjects)
        {
            if (_entries.TryGetValue(subject, out var entry) && entry.BlockedUntil - now > longest)
                longest = entry.BlockedUntil - now;
        }

        return longest;
    }

    public void Failed(params ReadOnlySpan<string> subjects)
    {
        var now = time.GetUtcNow();
        if (_entries.Count > MostEntries)
            Forget(now);
        foreach (var subject in subjects)
            _entries.AddOrUpdate(subject, _ => Entry.First(now), (_, entry) => entry.Next(now));
    }

    public void Succeeded(params ReadOnlySpan<string> subjects)
    {
        foreach (var subject in subjects)
            _entries.TryRemove(subject, out _);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (subject, _) in _entries.Where(pair => pair.Value.IsOver(now)))
            _entries.TryRemove(subject, out _);
    }

    private sealed record Entry(int Failures, DateTimeOffset WindowStart, DateTimeOffset BlockedUntil, int Blocks)
    {
        public static Entry First(DateTimeOffset now) => new(1, now, DateTimeOffset.MinValue, 0);

        public Entry Next(DateTimeOffset now)
        {
            if (IsOver(now))
                return First(now);
            var inWindow = now - WindowStart < Window ? Failures + 1 : 1;
            var start = inWindow == 1 ? now : WindowStart;
            // after a first wait one more failure is enough for the next
            if (inWindow < Allowed && Blocks == 0)
                return this with { Failures = inWindow, WindowStart = start };
            var wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, Window.Ticks << Math.Min(Blocks, 4)));
            return new Entry(inWindow, start, now + wait, Blocks + 1);
        }

        public bool IsOver(DateTimeOffset now) => now - WindowStart > Window && now - BlockedUntil > LongestWait;
    }
}
