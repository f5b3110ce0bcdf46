namespace Studio.Web.Auth;

/// <summary>Where a sign-in may lead: a path on this host and nothing else.</summary>
internal static class LocalPath
{
    private const int Longest = 2048;

    /// <summary>The path itself, or "/" for anything that could leave this host (//x, /\x, a scheme, control characters) or loop back to signing in.</summary>
    public static string OrRoot(string? next)
    {
        var isLocal = next is { Length: > 0 and <= Longest }
            && next[0] == '/'
            && (next.Length == 1 || next[1] is not ('/' or '\\'))
            && !next.Any(c => char.IsControl(c) || c == '\\')
            && !IsSignIn(next);
        return isLocal ? next! : "/";
    }

    private static bool IsSignIn(string path)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        return new PathString(end < 0 ? path : path[..end]) is var bare
            && (bare.StartsWithSegments("/login", StringComparison.OrdinalIgnoreCase)
                || bare.StartsWithSegments("/auth_login.html", StringComparison.OrdinalIgnoreCase)
                || bare.StartsWithSegments("/api/auth", StringComparison.OrdinalIgnoreCase));
    }
}
