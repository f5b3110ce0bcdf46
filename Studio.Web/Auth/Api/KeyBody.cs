using System.Text.Json;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Api;

/// <summary>What the routes that make keys take. The expiry is a time, or seconds from now.</summary>
internal sealed record KeyBody(
    string? Name,
    string? Owner,
    string[]? Scopes,
    string[]? Workflows,
    string[]? Addresses,
    JsonElement RequestsPerMinute,
    JsonElement ImagesPerDay,
    JsonElement GpuSecondsPerDay,
    DateTimeOffset? ExpiresAt,
    long? ExpiresIn)
{
    private const long LongestLife = 100L * 365 * 86_400;

    public KeyRequest ToRequest(TimeProvider time) => new(Name, Scopes)
    {
        Workflows = Workflows,
        Addresses = Addresses,
        Limits = AccountBody.Limits(RequestsPerMinute, ImagesPerDay, GpuSecondsPerDay, Limits.None),
        Expires = ExpiresIn switch
        {
            null => ExpiresAt,
            > 0 and <= LongestLife when ExpiresAt is null => time.GetUtcNow() + TimeSpan.FromSeconds(ExpiresIn.Value),
            _ => throw AccountException.Bad("expires_in is a number of seconds from 1; give it or expires_at, not both."),
        },
    };
}

/// <summary>How long the old key still counts.</summary>
internal sealed record RotateBody(double? OverlapSeconds)
{
    public TimeSpan Overlap => OverlapSeconds is null or (>= 0 and <= 1e9)
        ? TimeSpan.FromSeconds(OverlapSeconds ?? 0)
        : throw AccountException.Bad("overlap_seconds is a number from 0.");
}
