using System.Globalization;
using System.Net;
using System.Security.Claims;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth;

/// <summary>
/// Who is asking: the same value for an endpoint (write it as a parameter), a page ([CascadingParameter]) and a service
/// (<c>JobQueue.EnqueueAsync(user, …)</c>). Never null for an authorised request.
/// </summary>
/// <param name="Id">Stable; what owns jobs, pictures and uploads.</param>
public sealed record CurrentUser(string Id, string Name, IReadOnlySet<string> Roles)
{
    /// <summary>The administrator behind the master key.</summary>
    public static readonly CurrentUser Administrator = new("admin", "admin", new HashSet<string> { Auth.Roles.Admin });

    /// <summary>The administrator in local mode, where nobody signs in.</summary>
    public static readonly CurrentUser Local = new("local", "local", new HashSet<string> { Auth.Roles.Admin });

    private const string SessionClaim = "session";
    private const string ScopeClaim = "scope";
    private const string WorkflowsClaim = "workflows";
    private const string KeyClaim = "key";
    private const string TokenClaim = "token";
    private const string ExpiresClaim = "expires";
    private const string CredentialClaim = "credential";

    /// <summary>What this credential may do: all that the roles allow, or less for a key or token.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = Auth.Scopes.Of(Roles);

    /// <summary>The only workflows that may be run; null when any may.</summary>
    public IReadOnlySet<string>? Workflows { get; init; }

    /// <summary>The public part of the managed key that stands behind this; null when there is none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The id (jti) of the token that was sent; null when there is none.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// The session of the cookie; null for header keys. Says nothing without the secret, but is not shown to anybody either.
    /// </summary>
    public string? SessionId { get; init; }

    /// <summary>When the key or token ends; null when it does not end by itself.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What all this stands on (<see cref="Credentials.Standing"/>); null in local mode.</summary>
    internal string? Credential { get; init; }

    /// <summary>
    /// Requests a minute: of the account, and of the key on top of it. Counted where the request comes in, so not carried any further.
    /// </summary>
    internal (int? Account, int? Key) RequestsPerMinute { get; init; }

    /// <summary>
    /// The only addresses that the key behind this may be used from; null: any. Looked at where a request comes in, so not carried any
    /// further.
    /// </summary>
    internal IReadOnlyList<IPNetwork>? Addresses { get; init; }

    public bool IsAdmin => Roles.Contains(Auth.Roles.Admin) && May(Auth.Scopes.Admin);

    /// <summary>Sees and cancels everybody's jobs, not only its own.</summary>
    public bool SeesAll => Roles.Contains(Auth.Roles.Admin) || Roles.Contains(Auth.Roles.Operator);

    /// <summary>May queue, upload and cancel; a viewer only looks.</summary>
    public bool MayRun => May(Auth.Scopes.ComfyRun) || May(Auth.Scopes.StudioRun);

    /// <summary>
    /// A key or token that was given to a program, or a program without any; not a person's own sign-in or the master key.
    /// </summary>
    public bool IsDelegated => KeyId is not null || TokenId is not null || IsService;

    /// <summary>
    /// A program that a network or a proxy vouches for (<see cref="External.ServicePrincipal"/>): it may not make itself a credential.
    /// </summary>
    internal bool IsService => Credential?.StartsWith($"{External.ServicePrincipal.Provider}:", StringComparison.Ordinal) == true;

    public bool May(string scope) => Scopes.Contains(scope);

    /// <summary>
    /// Whether something that belongs to <paramref name="ownerId"/> is this user's to see; if not, it does not exist for them (404).
    /// </summary>
    public bool MaySee(string ownerId) => SeesAll || ownerId == Id;

    /// <summary>
    /// The same with these scopes at most. What a role may do beyond its scopes, such as seeing everybody's jobs, goes with the scopes that
    /// make the role: a key for one thing does not carry its owner's office.
    /// </summary>
    internal CurrentUser Within(IReadOnlySet<string> scopes)
    {
        var left = Scopes.Where(scopes.Contains).ToHashSet();
        return this with { Scopes = left, Roles = Auth.Roles.Within(Roles, left) };
    }

    /// <summary>
    /// Null when what this stands on may be used from there: the key itself, and every session, token and ticket made with it.
    /// </summary>
    internal Decision? RefusalFrom(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return Addresses is null || (plain is not null && Addresses.Any(network => network.Contains(plain)))
            ? null
            : Decision.Forbid($"The key sk_{KeyId} may not be used from {plain}.", $"key sk_{KeyId} from an address that is not allowed");
    }

    /// <summary>The same user in a page: what only ComfyUI's surface allows is not allowed there.</summary>
    internal CurrentUser InPages() =>
        this with { Scopes = Scopes.Where(scope => scope is not (Auth.Scopes.ComfyRun or Auth.Scopes.ComfyRead)).ToHashSet() };

    /// <summary>
    /// What this stands on. When any of it ends (<see cref="EndedAccess"/>), sockets and circuits that came with it end too.
    /// </summary>
    internal IReadOnlyList<string> Grounds =>
    [
        EndedAccess.User(Id),
        .. SessionId is { } session ? [EndedAccess.Session(session)] : Array.Empty<string>(),
        .. KeyId is { } key ? [EndedAccess.Key(key)] : Array.Empty<string>(),
        .. TokenId is { } token ? [EndedAccess.Token(token)] : Array.Empty<string>(),
    ];

    public static CurrentUser? From(ClaimsPrincipal? principal)
    {
        var id = principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        if (principal?.Identity?.IsAuthenticated != true || id is null)
            return null;
        return new CurrentUser(id, principal.Identity.Name ?? id, Values(principal, ClaimTypes.Role))
        {
            Scopes = Values(principal, ScopeClaim),
            Workflows = principal.FindFirstValue(WorkflowsClaim)?.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
            KeyId = principal.FindFirstValue(KeyClaim),
            TokenId = principal.FindFirstValue(TokenClaim),
            SessionId = principal.FindFirstValue(SessionClaim),
            Credential = principal.FindFirstValue(CredentialClaim),
            Expires = principal.FindFirstValue(ExpiresClaim) is { } expires
                ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture))
                : null,
        };
    }

    /// <summary>Lets a minimal-API handler take a <see cref="CurrentUser"/>; anonymous callers never get that far.</summary>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));

    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, Id), new(ClaimTypes.Name, Name) };
        claims.AddRange(Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        claims.AddRange(Scopes.Select(scope => new Claim(ScopeClaim, scope)));
        void Add(string type, string? value)
        {
            if (value is not null)
                claims.Add(new Claim(type, value));
        }

        Add(SessionClaim, SessionId);
        Add(CredentialClaim, Credential);
        Add(KeyClaim, KeyId);
        Add(TokenClaim, TokenId);
        Add(WorkflowsClaim, Workflows is null ? null : string.Join('\n', Workflows));
        Add(ExpiresClaim, Expires?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    private static HashSet<string> Values(ClaimsPrincipal principal, string type) =>
        principal.FindAll(type).Select(claim => claim.Value).ToHashSet();
}
