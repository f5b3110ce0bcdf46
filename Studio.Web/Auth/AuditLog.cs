namespace Studio.Web.Auth;

/// <summary>Reading the audit log: only administrators, whichever door they come through.</summary>
internal sealed class AuditLog(Audit audit, AuditStore store)
{
    /// <summary>Newest first; what has just happened is in it.</summary>
    /// <exception cref="UnauthorizedAccessException">Not an administrator.</exception>
    public async Task<IReadOnlyList<AuditLine>> ReadAsync(CurrentUser user, AuditFilter filter,
        CancellationToken cancellationToken = default)
    {
        if (!user.IsAdmin)
            throw new UnauthorizedAccessException("Only administrators read the audit log.");
        await audit.FlushAsync(cancellationToken);
        return await store.FindAsync(filter, cancellationToken);
    }
}
