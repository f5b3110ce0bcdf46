using System.Buffers;
using System.Text;

namespace Studio.Web;

/// <summary>Names from outside become paths only here: the result stays in its folder, whatever the name tries.</summary>
public static class SafePath
{
    // separators, drives and streams; invisible and direction-changing marks; letters that look like a slash or a dot
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "/\\:*?\"<>|\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2044\u2215\u29f5\uff0f\uff3c\ufe68\uff0e\u2024\u2025\u2026"
        + "\u2216\u29f8\u29f9\u2571\u2572\ufe52\ufe19\u061c");

    private const int LongestName = 255;

    private static readonly HashSet<string> Devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
            "COM\u00b9", "COM\u00b2", "COM\u00b3", "LPT\u00b9", "LPT\u00b2", "LPT\u00b3",
            .. Enumerable.Range(0, 10).Select(n => $"COM{n}"), .. Enumerable.Range(0, 10).Select(n => $"LPT{n}"),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The full path of <paramref name="relative"/> (forward or back slashes) in <paramref name="root"/>; null when the name could leave
    /// the folder on any system, or does so through a link. Nothing has to exist there.
    /// </summary>
    public static string? Below(string root, string relative)
    {
        var segments = relative.Replace('\\', '/').Split('/');
        if (!segments.All(IsName))
            return null;
        var full = Path.GetFullPath(root);
        var path = full;
        foreach (var segment in segments)
        {
            path = Path.Join(path, segment);
            if (LeavesThroughLink(path, full))
                return null;
        }

        return path;
    }

    /// <summary>Whether this is one plain name of a file or folder.</summary>
    public static bool IsName(string segment) =>
        segment.Length is > 0 and <= LongestName
        && Encoding.UTF8.GetByteCount(segment) <= LongestName // what file systems count; a lone surrogate is no character at all
        && !HasLoneSurrogate(segment)
        && segment is not ("." or "..")
        && !segment.AsSpan().ContainsAny(Forbidden)
        && !segment.Any(char.IsControl)
        && segment[^1] is not ('.' or ' ')
        && !Devices.Contains(segment.Split('.')[0].TrimEnd());

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    private static bool LeavesThroughLink(string path, string root)
    {
        try
        {
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is null)
                return false;
            var target = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            return target is null || !(target + Path.DirectorySeparatorChar).StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true; // a link that goes in circles
        }
    }
}
