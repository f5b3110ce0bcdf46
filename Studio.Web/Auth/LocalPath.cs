namespace Studio.Web.Auth;

/// <summary>Where a sign-in may lead: a path on this host and nothing else.</summary>
internal static class LocalPath
{
    private const int Longest = 2048;

    private static readonly Uri Here = new("http://here");

    /// <summary>
    /// The path itself, or "/" for anything that could leave this host (//x, /\x, a scheme, control characters, dot segments, which
    /// browsers resolve) or loop back to signing in.
    /// </summary>
    public static string OrRoot(string? next) =>
        IsLocal(next) && Resolved(next!) is { } target && IsLocal(target) && !IsSignIn(target) ? next! : "/";

    /// <summary>The same as an address holds it, for a header: escaped, and checked once more as it is sent.</summary>
    public static string Escaped(string? next) => Resolved(OrRoot(next)) is { } target && IsLocal(target) ? target : "/";

    private static bool IsLocal(string? path) =>
        path is { Length: > 0 and <= Longest }
        && path[0] == '/'
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Any(c => char.IsControl(c) || c == '\\')
        && !Bare(path).Split('/').Any(IsDots);

    private static string? Resolved(string path) =>
        Uri.TryCreate(Here, path, out var uri) && uri.Scheme == Here.Scheme && uri.Authority == Here.Authority
            ? uri.PathAndQuery + uri.Fragment
            : null;

    private static bool IsDots(string segment) => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..";

    private static string Bare(string path)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? path : path[..end];
    }

    // routes are found by the unescaped path
    private static bool IsSignIn(string path) => new PathString(Uri.UnescapeDataString(Bare(path))) is var bare
        && (bare.StartsWithSegments("/login", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWithSegments("/auth_login.html", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWithSegments("/api/auth", StringComparison.OrdinalIgnoreCase));
}
