namespace Studio.Web.Auth;

/// <summary>The four roles, from most to least; on the wire in lower case.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Operator = "operator";
    public const string Artist = "artist";
    public const string Viewer = "viewer";

    public static IReadOnlyList<string> All { get; } = [Admin, Operator, Artist, Viewer];

    /// <summary>
    /// The roles that are left to a credential with these scopes: an administrator's without admin:* is an operator's, and without any one
    /// of an operator's scopes an artist's, who has no say over others.
    /// </summary>
    internal static IReadOnlySet<string> Within(IReadOnlySet<string> roles, IReadOnlySet<string> scopes)
    {
        if (!(roles.Contains(Admin) || roles.Contains(Operator)) || (roles.Contains(Admin) && scopes.Contains(Scopes.Admin)))
            return roles;
        return new HashSet<string> { Scopes.Of(new HashSet<string> { Operator }).All(scopes.Contains) ? Operator : Artist };
    }
}

/// <summary>
/// What a credential may do, as surface:action pairs. A role has a set of them; a key or token has those of its owner's role that it was
/// given.
/// </summary>
public static class Scopes
{
    public const string ComfyRun = "comfy:run";
    public const string ComfyRead = "comfy:read";
    public const string StudioRun = "studio:run";
    public const string StudioRead = "studio:read";
    public const string ModelsRead = "models:read";
    public const string ModelsWrite = "models:write";

    /// <summary>Fetch models from elsewhere.</summary>
    public const string ModelsFetch = "models:fetch";

    /// <summary>Change what others fetch, and the server's own tokens and catalogues.</summary>
    public const string ModelsAdmin = "models:admin";
    public const string GalleryRead = "gallery:read";
    public const string GalleryWrite = "gallery:write";
    public const string Admin = "admin:*";

    private static readonly IReadOnlySet<string> Viewer = new HashSet<string> { ComfyRead, StudioRead, ModelsRead, GalleryRead };

    private static readonly IReadOnlySet<string> Artist = new HashSet<string>(Viewer) { ComfyRun, StudioRun, GalleryWrite };

    private static readonly IReadOnlySet<string> Operator = new HashSet<string>(Artist) { ModelsWrite, ModelsFetch };

    private static readonly IReadOnlySet<string> Administrator = new HashSet<string>(Operator) { ModelsAdmin, Admin };

    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    public static IReadOnlyList<string> All { get; } =
        [ComfyRun, ComfyRead, StudioRun, StudioRead, ModelsRead, ModelsWrite, ModelsFetch, ModelsAdmin, GalleryRead, GalleryWrite, Admin];

    /// <summary>All that the roles allow together.</summary>
    public static IReadOnlySet<string> Of(IReadOnlySet<string> roles) =>
        roles.Contains(Roles.Admin) ? Administrator
        : roles.Contains(Roles.Operator) ? Operator
        : roles.Contains(Roles.Artist) ? Artist
        : roles.Contains(Roles.Viewer) ? Viewer
        : None;
}
