using Studio.Engine;

namespace Studio.Web.Health;

/// <summary>What the disks say. A test puts its own in the place of the machine's.</summary>
public interface IVolumes
{
    /// <summary>Bytes of the volume that holds a folder, and how many of them this user may still fill.</summary>
    (long Total, long Free) SpaceOf(string folder);

    /// <summary>
    /// Writes so many bytes into a folder and takes them away again: what a system reports as free says nothing of quotas and rights.
    /// </summary>
    /// <returns>What stood in the way; null when nothing did.</returns>
    StorageProblem? TryWrite(string folder, int bytes);
}

/// <summary>The volumes of this machine.</summary>
internal sealed class Volumes : IVolumes
{
    /// <summary>Names of files that a server killed at the wrong moment may have left; nobody else's begin so.</summary>
    private static readonly string[] Leftovers = [".room-*", ".probe-*"];

    public (long Total, long Free) SpaceOf(string folder)
    {
        var drive = new DriveInfo(folder);
        return (drive.TotalSize, drive.AvailableFreeSpace);
    }

    public StorageProblem? TryWrite(string folder, int bytes)
    {
        var path = Path.Join(folder, $".room-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
                File.Delete(path); // an open file needs no name there, and one without a name cannot be left over
            var block = new byte[Math.Min(bytes, 1 << 20)];
            for (var written = 0; written < bytes; written += block.Length)
                file.Write(block);
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StorageFault.Of(e) ?? StorageProblem.Unknown;
        }
    }

    /// <summary>Takes away what an earlier server left in a folder.</summary>
    public static void CleanUp(string folder)
    {
        try
        {
            foreach (var pattern in Leftovers)
                foreach (var left in Directory.EnumerateFiles(folder, pattern))
                    File.Delete(left);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it may lie there: it only takes room
        }
    }
}
