namespace Studio.Web.Auth.Credentials;

/// <summary>What a credential that is present came to: a user, or a refusal that ends the request.</summary>
/// <param name="Detail">For the caller; says nothing that helps guessing.</param>
/// <param name="Reason">For the audit log; never a secret.</param>
internal sealed record Decision(CurrentUser? User, int Status, string Detail, string Reason, TimeSpan? RetryAfter = null)
{
    public static Decision Accept(CurrentUser user) => new(user, StatusCodes.Status200OK, "", "");

    /// <summary>Wrong, expired or revoked: 401, in the same words whatever it was.</summary>
    public static Decision Wrong(string reason) => new(null, StatusCodes.Status401Unauthorized, "Not authenticated", reason);

    /// <summary>Right, but not here: 403 with the rule.</summary>
    public static Decision Forbid(string detail, string reason) => new(null, StatusCodes.Status403Forbidden, detail, reason);

    /// <summary>A limit of requests a minute is used up.</summary>
    public static Decision OverLimit(string detail, TimeSpan wait) =>
        new(null, StatusCodes.Status429TooManyRequests, detail, "too many requests a minute", wait);

    /// <summary>Too many sign in at this moment; nothing was looked at.</summary>
    public static Decision Busy(TimeSpan wait) =>
        new(null, StatusCodes.Status503ServiceUnavailable, "Too many people are signing in at this moment. Try again in a few seconds.",
            "too many sign-ins at once", wait);

    public static Decision TooMany(TimeSpan wait) =>
        new(null, StatusCodes.Status429TooManyRequests, "Too many failed attempts. Wait, then try again.", "too many failed sign-ins",
            wait);
}
