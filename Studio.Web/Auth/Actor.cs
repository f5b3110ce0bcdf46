namespace Studio.Web.Auth;

/// <summary>Who wants something changed, for the rules and for the audit log.</summary>
internal sealed record Actor(CurrentUser User, AuditEntry Entry)
{
    /// <summary>Somebody at an open page.</summary>
    public static Actor By(CurrentUser user) => new(user, AuditEntry.By(user, ""));

    public static Actor From(HttpContext context, CurrentUser user) => new(user, AuditEntry.From(context, ""));
}
