using System.Text;

namespace Studio.Web.Auth;

/// <summary>Small files that only this user may read: made once, whole or not at all, and kept.</summary>
internal static class SecretFile
{
    /// <summary>
    /// The bytes of the file; <paramref name="make"/> provides them the first time. When two processes race, both get the winner's.
    /// </summary>
    /// <exception cref="StartupException">The file cannot be read or written.</exception>
    public static byte[] ReadOrCreate(string path, Func<byte[]> make)
    {
        try
        {
            if (!File.Exists(path))
                Create(path, make());
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used: {e.Message}", e);
        }
    }

    public static string ReadText(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path)).Trim('\uFEFF', ' ', '\t', '\r', '\n');

    private static void Create(string path, byte[] content)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(part, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // another process was first: its secret counts
        }
        finally
        {
            File.Delete(part);
        }
    }
}
