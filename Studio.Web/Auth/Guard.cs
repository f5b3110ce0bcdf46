namespace Studio.Web.Auth;

/// <summary>
/// Asks the rules of <see cref="Policies"/> where accounts, keys and sessions are changed, whichever door the wish came through: what
/// happens in an open page passes no middleware. Each answer is a line in the audit log.
/// </summary>
internal sealed class Guard(Audit audit, SessionStore sessions, MaintenanceGate maintenance)
{
    /// <exception cref="AccountException">A rule refuses.</exception>
    public void Require(Actor by, IEnumerable<AccessRule> rules, string what)
    {
        if (rules.FirstOrDefault(rule => !rule.Admits(by.User)) is { } broken)
            Refuse(by, what, broken.Name, broken.Refusal(by.User));
        if (maintenance.IsClosed && !by.User.IsAdmin)
            Refuse(by, what, "maintenance", MaintenanceGate.Message);
    }

    /// <summary>Asks, does it, and writes down how it went.</summary>
    /// <param name="about">Target and detail of the line in the audit log.</param>
    /// <exception cref="AccountException">A rule refuses, or it is not possible.</exception>
    public async Task<T> DoAsync<T>(
        Actor by, IEnumerable<AccessRule> rules, string action, string target, Func<Task<T>> work,
        Func<T, (string Target, string? Detail)>? about = null)
    {
        Require(by, rules, $"{action} {target}");
        // an open page has no request to tell from where; its session has
        var address = by.Entry.Address ?? (by.User.SessionId is { } session ? await sessions.AddressOfAsync(session) : null);
        var entry = by.Entry with { Action = action, Target = target, Address = address };
        try
        {
            var made = await work();
            var (what, detail) = about?.Invoke(made) ?? (target, null);
            audit.Record(entry with { Target = what, Detail = detail });
            return made;
        }
        catch (AccountException e)
        {
            audit.Record(entry with { Result = AuditResult.Failed, Detail = e.Message });
            throw;
        }
    }

    private void Refuse(Actor by, string what, string rule, string detail)
    {
        audit.Record(
            by.Entry with { Action = AuditActions.Refusal, Result = AuditResult.Refused, Target = what, Detail = $"not allowed: {rule}" });
        throw AccountException.Forbidden(detail);
    }
}
