using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth.Users;

/// <summary>Changing one's own password: all sessions end but the browser that asked for it.</summary>
internal sealed class OwnPassword(PasswordCheck check, UserAccounts accounts, SignIn signIn, Guard guard)
{
    /// <summary>Whether there is one to be asked for.</summary>
    public async Task<bool> ExistsAsync(CurrentUser user, CancellationToken cancellationToken) =>
        (await accounts.GetAsync(user.Id, cancellationToken)).Password is not null;

    /// <exception cref="AccountException">The old one is wrong, the new one is not possible, or there were too many failures; its field
    /// says which.</exception>
    public async Task ChangeAsync(HttpContext context, CurrentUser user, string? old, string? wanted)
    {
        var changed = await guard.DoAsync(Actor.From(context, user), [Policies.OwnRule], AuditActions.PasswordChanged, user.Id, async () =>
        {
            await RequireOldAsync(context, user, old ?? "");
            return await accounts.ChangeAsync(user.Id, new(Password: wanted ?? ""), context.RequestAborted);
        });
        // every session made with the old one has ended; this browser need not sign in again
        if (user.SessionId is not null)
            await signIn.StartAsync(context, changed.ToCurrentUser(), Standing.OfPassword(changed), remember: true, "password");
    }

    private async Task RequireOldAsync(HttpContext context, CurrentUser user, string old)
    {
        var account = await accounts.GetAsync(user.Id, context.RequestAborted);
        if (account.Password is null)
            return;
        var answer = await check.TryAsync(context, account.Name, old);
        if (answer.Wait > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Refusal.Seconds(answer.Wait);
            var why = answer.IsBusy ? "Too many people are signing in at this moment." : "Too many failed attempts.";
            throw new AccountException(
                answer.IsBusy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests,
                $"{why} Try again in {Refusal.Seconds(answer.Wait)} seconds.", "old");
        }

        if (answer.User is null)
            throw new AccountException(StatusCodes.Status403Forbidden, "The old password is not right.", "old");
    }
}
