using System.Collections.Concurrent;
using Studio.Web.Health;

namespace Studio.Web.Models.Downloads;

/// <summary>Whether a file finds room, with what is still to come of the others that are on their way to the same volume.</summary>
internal sealed class DownloadRoom(IVolumes volumes)
{
    /// <summary>What stays free for pictures and rows.</summary>
    public const long Reserve = 256 << 20;

    private readonly ConcurrentDictionary<string, (string Folder, long Bytes)> _coming = new();

    /// <summary>Notes how much of a file is still to come; nothing any more when 0.</summary>
    public void Expect(string id, string folder, long bytes)
    {
        if (bytes > 0)
            _coming[id] = (folder, bytes);
        else
            _coming.TryRemove(id, out _);
    }

    /// <summary>Why there is no room for so many bytes more, in a sentence; null when there is.</summary>
    public string? WhyNot(string id, string folder, long bytes)
    {
        var (total, free) = volumes.SpaceOf(folder);
        if (total <= 0)
            return null; // some file systems know neither
        var others = _coming.Where(one => one.Key != id && SameVolume(one.Value.Folder, folder)).Sum(one => one.Value.Bytes);
        return free - others >= bytes + Math.Min(Reserve, total / 20) ? null
            : $"There is no room for it: {ByteSize.Text(bytes)} are to come, {ByteSize.Text(free)} are free"
                + $"{(others > 0 ? $", {ByteSize.Text(others)} of that for other downloads" : "")}. "
                + "Free some; it goes on by itself.";
    }

    private static bool SameVolume(string one, string other) =>
        one == other || VolumeOf(one) == VolumeOf(other);

    /// <summary>Where the volume that holds a path begins.</summary>
    public static string VolumeOf(string path) => DriveInfo.GetDrives().Select(drive => drive.Name)
        .Where(root => (Path.TrimEndingDirectorySeparator(path) + Path.DirectorySeparatorChar).StartsWith(
            Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        .MaxBy(root => root.Length) ?? "";
}
