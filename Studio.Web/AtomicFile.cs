namespace Studio.Web;

/// <summary>
/// A file is either whole under its name or not there: written beside it, flushed to the disk, then renamed; the new name is flushed too.
/// </summary>
internal static class AtomicFile
{
    private const string Ending = ".part";

    // on Unix the framework first looks and then renames: two threads could both find a name free
    private static readonly Lock Naming = new();

    /// <summary>Writes a new file. False when the name is already taken; the other file is untouched.</summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = WriteBeside(path, bytes);
        try
        {
            return Move(temporary, path, overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a new file of any length; it gets the first name of <paramref name="next"/> that is free when it is whole.</summary>
    public static void Create(string folder, Action<Stream> write, Func<string> next)
    {
        var temporary = Beside(Path.Join(folder, "x"));
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            while (!Move(temporary, Path.Join(folder, next()), overwrite: false))
            {
                // taken meanwhile: the next name
            }
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
            Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes what comes, whole or not at all. False when the name is taken and may not be replaced.</summary>
    public static async Task<bool> WriteAsync(string path, Stream content, bool overwrite, CancellationToken cancellationToken)
    {
        var temporary = Beside(path);
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            return Move(temporary, path, overwrite);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Renames a whole file. False when the new name is taken and may not be replaced; both files are then untouched.</summary>
    public static bool Move(string from, string to, bool overwrite)
    {
        try
        {
            if (overwrite)
            {
                File.Move(from, to, overwrite: true);
            }
            else
            {
                lock (Naming)
                    File.Move(from, to, overwrite: false);
            }

            DirectoryFlush.Flush(Path.GetDirectoryName(to)!);
            return true;
        }
        catch (IOException) when (!overwrite && IsTaken(to))
        {
            return false;
        }
    }

    // a folder takes a name as a file does, and so does a link that leads nowhere
    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Whether this is the name of a file that is being written.</summary>
    public static bool IsUnfinished(string fileName) => fileName is ['.', ..] && fileName.EndsWith(Ending, StringComparison.Ordinal);

    // not named after the final file: a name of 255 bytes has no room for more
    private static string Beside(string path) => Path.Join(Path.GetDirectoryName(path), $".{Guid.NewGuid():N}{Ending}");

    private static string WriteBeside(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = Beside(path);
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
