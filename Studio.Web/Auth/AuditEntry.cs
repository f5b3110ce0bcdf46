using System.Net;

namespace Studio.Web.Auth;

/// <summary>How it ended; on the wire in lower case.</summary>
public enum AuditResult
{
    Ok,

    /// <summary>A rule said no.</summary>
    Refused,

    /// <summary>It was allowed and did not work.</summary>
    Failed,
}

/// <summary>
/// Who did what from where with which result: what <see cref="Audit.Record(AuditEntry)"/> takes. Secrets are masked and texts cut when it
/// is written, but do not rely on it: name a key by its public part, never by its value.
/// </summary>
/// <param name="Action">A short name with dots, from <see cref="AuditActions"/> where one fits.</param>
public sealed record AuditEntry(string Action)
{
    public AuditResult Result { get; init; }

    /// <summary>Null when nobody has signed in.</summary>
    public string? UserId { get; init; }

    public string? UserName { get; init; }

    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>What it was done to: a user, the public part of a key, a path.</summary>
    public string? Target { get; init; }

    /// <summary>The reason, or what changed, in a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>By the sender of a request; of a user who is known already, or of nobody.</summary>
    public static AuditEntry From(HttpContext context, string action)
    {
        var user = CurrentUser.From(context.User);
        return new(action)
        {
            UserId = user?.Id,
            UserName = user?.Name,
            Address = Plain(context.Connection.RemoteIpAddress),
            UserAgent = context.Request.Headers.UserAgent.ToString(),
        };
    }

    /// <summary>By a user whose request is long over, such as one at an open page.</summary>
    public static AuditEntry By(CurrentUser user, string action) => new(action) { UserId = user.Id, UserName = user.Name };

    /// <summary>By the server itself.</summary>
    public static AuditEntry BySystem(string action) => new(action) { UserName = "server" };

    private static string? Plain(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}

/// <summary>The names of what is recorded.</summary>
public static class AuditActions
{
    public const string SignIn = "sign-in";
    public const string SignOut = "sign-out";

    /// <summary>A request that a rule stopped: wrong credential, missing right, foreign origin.</summary>
    public const string Refusal = "refusal";

    public const string UserCreated = "user.created";
    public const string UserChanged = "user.changed";
    public const string UserDeleted = "user.deleted";
    public const string PasswordChanged = "user.password";
    public const string KeyCreated = "key.created";
    public const string KeyRotated = "key.rotated";
    public const string KeyRevoked = "key.revoked";
    public const string GroupChanged = "group.changed";
    public const string TokenCreated = "token.created";
    public const string TokenRevoked = "token.revoked";
    public const string PairingRequested = "pairing.requested";
    public const string PairingApproved = "pairing.approved";
    public const string PairingDenied = "pairing.denied";
    public const string SessionsEnded = "session.ended";
    public const string MaintenanceOn = "maintenance.on";
    public const string MaintenanceOff = "maintenance.off";
    public const string ExtensionInstalled = "extension.installed";
    public const string ExtensionUpdated = "extension.updated";
    public const string ExtensionRemoved = "extension.removed";
    public const string ExtensionEnabled = "extension.enabled";
    public const string ExtensionDisabled = "extension.disabled";
    public const string BackupMade = "backup.made";
    public const string BackupTaken = "backup.downloaded";
    public const string BackupDeleted = "backup.deleted";
    public const string HomeConfirmed = "home.confirmed";
    public const string Restart = "restart";
    public const string SettingChanged = "setting.changed";
    public const string SettingRevealed = "setting.revealed";
}
