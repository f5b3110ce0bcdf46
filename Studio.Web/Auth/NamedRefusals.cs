using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Studio.Web.Auth;

/// <summary>Authenticated but not allowed is 403 with the rule that refused; everything else as the framework does it.</summary>
internal sealed class NamedRefusals(Audit audit) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden || CurrentUser.From(context.User) is not { } user)
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        var rule = authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<AccessRule>().FirstOrDefault();
        audit.Refused(context, $"not allowed: {rule?.Name ?? "policy"}");
        if (!Refusal.WantsPage(context))
            return Refusal.ForbiddenAsync(context, rule?.Name, rule?.Refusal(user));
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Features.Set(new RefusedPage(rule?.Refusal(user) ?? "You may not do this."));
        return Task.CompletedTask;
    }
}

/// <summary>A person asked for a page that is not for them; the shell shows them why.</summary>
internal sealed record RefusedPage(string Reason);
