using System.Globalization;

namespace Studio.Web.Hosting;

/// <summary>
/// How many files and sockets the system lets this process have open. At its start .NET raises the limit as far as it may.
/// </summary>
internal static class OpenFiles
{
    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>Null when there is no limit, or none that could be read.</summary>
    public static int? Most()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return Most(File.ReadAllLines(Limits));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Why the server cannot run; null when it can.</summary>
    public static string? Problem(int? most) => most < Capacity.FewestOpenFiles
        ? $"The system lets it have only {most} files and connections open at once, and it needs at least {Capacity.FewestOpenFiles}, better 4096 or more. Raise the limit (ulimit -n, LimitNOFILE=, docker run --ulimit nofile=)."
        : null;

    internal static int? Most(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal))?[Row.Length..].Split(' ',
            StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? (int)Math.Min(most, int.MaxValue)
            : null;
}
