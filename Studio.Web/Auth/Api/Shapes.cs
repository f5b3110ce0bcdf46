using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Api;

/// <summary>What the account routes show. No hash and no secret is ever among it.</summary>
internal static class Shapes
{
    public static object Of(User user) => new
    {
        user.Id,
        user.Name,
        user.Role,
        user.Enabled,
        user.Email,
        has_password = user.Password is not null,
        built_in = user.IsBuiltIn,
        user.Limits.RequestsPerMinute,
        user.Limits.ImagesPerDay,
        user.Limits.GpuSecondsPerDay,
        groups = user.Groups.Select(group => new { group.Id, group.Name }),
        created_at = user.Created,
    };

    public static object Of(Group group, IReadOnlyList<string> members) => new
    {
        group.Id,
        group.Name,
        group.Role,
        group.Limits.RequestsPerMinute,
        group.Limits.ImagesPerDay,
        group.Limits.GpuSecondsPerDay,
        members,
        created_at = group.Created,
    };

    /// <param name="secret">The whole key; only in the answer that makes it.</param>
    public static object Of(ApiKey key, string? secret = null)
    {
        var shape = new Dictionary<string, object?>
        {
            ["id"] = key.Id,
            ["prefix"] = $"sk_{key.Id}",
            ["name"] = key.Name,
            ["owner"] = key.Owner,
            ["scopes"] = key.Scopes.Order(StringComparer.Ordinal),
            ["workflows"] = key.Workflows,
            ["addresses"] = key.Addresses?.Select(network => network.ToString()),
            ["requests_per_minute"] = key.Limits.RequestsPerMinute,
            ["images_per_day"] = key.Limits.ImagesPerDay,
            ["gpu_seconds_per_day"] = key.Limits.GpuSecondsPerDay,
            ["created_at"] = key.Created,
            ["expires_at"] = key.Expires,
            ["revoked_at"] = key.Revoked,
            ["replaced_by"] = key.ReplacedBy,
            ["last_used_at"] = key.LastUsed,
            ["last_used_from"] = key.LastUsedFrom,
        };
        if (secret is not null)
            shape["key"] = secret;
        return shape;
    }

    public static object Of(IssuedToken token) => new
    {
        jti = token.Id,
        token.Owner,
        token.Name,
        scopes = token.Scopes.Order(StringComparer.Ordinal),
        created_at = token.Created,
        expires_at = token.Expires,
        revoked_at = token.Revoked,
    };

    public static object Of(SessionEntry session, string? current) => new
    {
        id = session.Handle,
        user = session.UserId,
        created_at = session.Created,
        last_seen_at = session.LastSeen,
        session.UserAgent,
        session.Address,
        current = session.Handle == current,
    };
}
