using Studio.Web.Auth;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// Paths of this machine as a client may see them: who does not administer it learns what is where in the Studio, not where the Studio is.
/// </summary>
internal static class ShownPath
{
    public static string Of(CurrentUser user, string path, StudioOptions options)
    {
        if (user.SeesAll)
            return path;
        var relative = Path.GetRelativePath(options.Paths.Root, path).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? Path.GetFileName(path) : relative;
    }
}
