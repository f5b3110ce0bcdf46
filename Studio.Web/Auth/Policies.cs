using Microsoft.AspNetCore.Authorization;

namespace Studio.Web.Auth;

/// <summary>
/// The names of the policies. Every endpoint declares at least one; a test walks them all. Each scope of <see cref="Scopes"/> is also
/// the name of the policy that asks for it.
/// </summary>
public static class Policies
{
    /// <summary>Anybody known, whatever the scopes: who am I, sign out, a ticket for a socket.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>
    /// One's own keys and sessions: a person who signed in, or the master key. A managed key or token cannot make itself another.
    /// </summary>
    public const string OwnAccount = "own-account";

    /// <summary>Anybody known but a token: one that could make its successor would outlive its revocation.</summary>
    public const string MakeToken = "make-token";

    /// <summary>See and cancel what belongs to others; the log.</summary>
    public const string Operate = "operate";

    /// <summary>Settings, users, keys, updates: the role admin and the scope admin:*.</summary>
    public const string Administer = "administer";

    /// <summary>The same for services, which pages call without passing a policy (<see cref="Guard"/>).</summary>
    internal static IReadOnlyList<AccessRule> AdministerRules { get; } = [new RoleRule(Roles.Admin), new ScopeRule(Scopes.Admin)];

    internal static AccessRule OwnRule { get; } = new OwnSignInRule();

    internal static void AddTo(AuthorizationBuilder builder)
    {
        // whatever forgets to say who may come in, admits administrators only
        builder.SetFallbackPolicy(Policy(new UndeclaredRule()));
        builder.AddPolicy(SignedIn, Policy());
        builder.AddPolicy(OwnAccount, Policy(OwnRule));
        builder.AddPolicy(MakeToken, Policy(new NoTokenRule()));
        builder.AddPolicy(Operate, Policy(new RoleRule(Roles.Operator, Roles.Admin)));
        builder.AddPolicy(Administer, Policy([.. AdministerRules]));
        foreach (var scope in Scopes.All)
            builder.AddPolicy(scope, Policy(new ScopeRule(scope)));
    }

    /// <summary>
    /// A rule for a whole group: what only reads (GET, HEAD, or marked <see cref="ReadsAttribute"/>) needs one scope, everything else the
    /// other.
    /// </summary>
    public static TBuilder RequireScopes<TBuilder>(this TBuilder group, string toRead, string toChange)
        where TBuilder : IEndpointConventionBuilder
    {
        group.Finally(endpoint => endpoint.Metadata.Add(new AuthorizeAttribute(OnlyReads(endpoint.Metadata) ? toRead : toChange)));
        return group;
    }

    private static bool OnlyReads(IList<object> metadata) =>
        metadata.OfType<ReadsAttribute>().Any()
        || metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods is { Count: > 0 } methods
        && methods.All(method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method));

    private static AuthorizationPolicy Policy(params IAuthorizationRequirement[] rules)
    {
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser();
        foreach (var rule in rules)
            policy.AddRequirements(rule);
        return policy.Build();
    }
}

/// <summary>This endpoint changes nothing, whatever its method says.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReadsAttribute : Attribute;
