namespace Studio.Web.Gallery;

/// <summary>A file is either whole under its name or not there: written beside it, flushed to the disk, then renamed; the new name is flushed too.</summary>
internal static class AtomicFile
{
    // on Unix the framework first looks and then renames: two threads could both find a name free
    private static readonly Lock Naming = new();

    /// <summary>Writes a new file. False when the name is already taken; the other file is untouched.</summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = WriteBeside(path, bytes);
        try
        {
            lock (Naming)
                File.Move(temporary, path, overwrite: false);
            DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = WriteBeside(path, bytes);
        try
        {
            File.Move(temporary, path, overwrite: true);
            DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string WriteBeside(string path, ReadOnlySpan<byte> bytes)
    {
        // not named after the final file: a name of 255 bytes has no room for more
        var temporary = Path.Join(Path.GetDirectoryName(path), $".{Guid.NewGuid():N}.part");
        try
        {
            using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
