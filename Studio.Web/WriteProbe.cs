namespace Studio.Web;

/// <summary>Finds out at start, not at the first picture, that a folder cannot be written.</summary>
internal static class WriteProbe
{
    /// <summary>Makes the folder and writes a file in it.</summary>
    /// <returns>What stood in the way; null when all is well.</returns>
    public static string? Try(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Join(folder, $".probe-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }
}
