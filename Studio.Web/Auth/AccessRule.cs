using Microsoft.AspNetCore.Authorization;

namespace Studio.Web.Auth;

/// <summary>One rule of a policy, which can say in a sentence whom it refuses and why.</summary>
internal abstract record AccessRule : IAuthorizationRequirement
{
    /// <summary>Short and stable, for programs: "scope comfy:run".</summary>
    public abstract string Name { get; }

    public abstract bool Admits(CurrentUser user);

    public abstract string Refusal(CurrentUser user);
}

internal sealed record ScopeRule(string Scope) : AccessRule
{
    public override string Name => $"scope {Scope}";

    public override bool Admits(CurrentUser user) => user.May(Scope);

    public override string Refusal(CurrentUser user) => user.IsService
        ? $"This needs the scope {Scope}, which programs without a key do not have here."
        : user.IsDelegated
        ? $"This needs the scope {Scope}, which the {(user.TokenId is null ? $"key sk_{user.KeyId}" : "token")} does not have."
        : $"This needs the scope {Scope}, which your role does not have.";
}

internal sealed record RoleRule(params string[] AnyOf) : AccessRule
{
    public override string Name => $"role {string.Join(" or ", AnyOf)}";

    public override bool Admits(CurrentUser user) => AnyOf.Any(user.Roles.Contains);

    public override string Refusal(CurrentUser user) => user.IsDelegated && !user.IsService
        ? $"This needs the role {string.Join(" or ", AnyOf)}, and a key or token with all scopes of that role."
        : $"This needs the role {string.Join(" or ", AnyOf)}.";
}

internal sealed record OwnSignInRule : AccessRule
{
    public override string Name => "own sign-in";

    public override bool Admits(CurrentUser user) => user.TokenId is null && !user.IsService && (user.KeyId is null || user.IsAdmin);

    public override string Refusal(CurrentUser user) => "A token, or a key without admin:*, cannot do this; sign in yourself.";
}

internal sealed record NoTokenRule : AccessRule
{
    public override string Name => "no token";

    public override bool Admits(CurrentUser user) => user.TokenId is null && !user.IsService;

    public override string Refusal(CurrentUser user) => user.IsService
        ? "A program without a key of its own cannot make a token."
        : "A token cannot make another token; use what it was made with.";
}

/// <summary>
/// For endpoints that declare no policy. An address without an endpoint is not one of them: whoever is known may hear that nothing is
/// there.
/// </summary>
internal sealed record UndeclaredRule : IAuthorizationRequirement;

internal sealed class AccessRuleHandler : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (CurrentUser.From(context.User) is not { } user)
            return Task.CompletedTask;
        foreach (var rule in context.PendingRequirements.OfType<AccessRule>().Where(rule => rule.Admits(user)).ToList())
            context.Succeed(rule);
        foreach (var rule in context.PendingRequirements.OfType<UndeclaredRule>().Where(_ => user.IsAdmin || IsNowhere(context.Resource))
            .ToList())
            context.Succeed(rule);
        return Task.CompletedTask;
    }

    private static bool IsNowhere(object? resource) => resource is HttpContext context && context.GetEndpoint() is null;
}
