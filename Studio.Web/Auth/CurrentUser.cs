using System.Security.Claims;

namespace Studio.Web.Auth;

/// <summary>The four roles, from most to least; on the wire in lower case.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Operator = "operator";
    public const string Artist = "artist";
    public const string Viewer = "viewer";
}

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

    internal const string SessionClaim = "session";

    public bool IsAdmin => Roles.Contains(Auth.Roles.Admin);

    /// <summary>Sees and cancels everybody's jobs, not only its own.</summary>
    public bool SeesAll => IsAdmin || Roles.Contains(Auth.Roles.Operator);

    /// <summary>May queue, upload and delete; a viewer only looks.</summary>
    public bool MayRun => SeesAll || Roles.Contains(Auth.Roles.Artist);

    /// <summary>Whether something that belongs to <paramref name="ownerId"/> is this user's to see; if not, it does not exist for them (404).</summary>
    public bool MaySee(string ownerId) => SeesAll || ownerId == Id;

    public static CurrentUser? From(ClaimsPrincipal? principal)
    {
        var id = principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        if (principal?.Identity?.IsAuthenticated != true || id is null)
            return null;
        return new CurrentUser(id, principal.Identity.Name ?? id, principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value).ToHashSet());
    }

    /// <summary>Lets a minimal-API handler take a <see cref="CurrentUser"/>; anonymous callers never get that far.</summary>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));

    internal ClaimsPrincipal ToPrincipal(string scheme, string? sessionId = null)
    {
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, Id), new(ClaimTypes.Name, Name) };
        claims.AddRange(Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        if (sessionId is not null)
            claims.Add(new Claim(SessionClaim, sessionId));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }
}
