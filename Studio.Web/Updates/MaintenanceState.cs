using Studio.Web.Auth;

namespace Studio.Web.Updates;

/// <summary>Whether maintenance is on, why, since when and by whom.</summary>
/// <param name="ByUpdate">An update holds it: it ends with the update, not by hand.</param>
public sealed record MaintenanceState(bool On, string Reason, DateTimeOffset? Since, string? By, bool ByUpdate)
{
    public static MaintenanceState Off { get; } = new(false, "", null, null, false);
}

/// <summary>Maintenance cannot be switched like this; the message says why.</summary>
public sealed class MaintenanceRefusedException(string message, bool isForbidden) : Exception(message)
{
    /// <summary>The user may not; otherwise nobody may at the moment.</summary>
    public bool IsForbidden { get; } = isForbidden;
}

/// <summary>Who switches, and what the audit log says of them.</summary>
public sealed record MaintenanceSwitch(CurrentUser User, AuditEntry Entry)
{
    /// <summary>An administrator at an open page.</summary>
    public static MaintenanceSwitch By(CurrentUser user) => new(user, AuditEntry.By(user, ""));

    public static MaintenanceSwitch From(HttpContext context, CurrentUser user) => new(user, AuditEntry.From(context, ""));

    /// <summary>Whoever may write into STUDIO_DIR.</summary>
    public static MaintenanceSwitch Console(string name) =>
        new(CurrentUser.Administrator, AuditEntry.BySystem("") with { UserName = $"{name} at the console" });
}
