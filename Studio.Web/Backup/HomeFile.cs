using System.Text.Json;

namespace Studio.Web.Backup;

/// <summary>What names a STUDIO_DIR: a number by chance in a file of its own, which no archive takes along.</summary>
internal static class HomeFile
{
    /// <summary>Made when it is not there yet.</summary>
    public static Home Of(StudioPaths paths) => Find(paths) ?? Make(paths);

    /// <summary>Null where nothing was started yet.</summary>
    public static Home? Find(StudioPaths paths)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(File.ReadAllBytes(paths.Home)) is { Length: > 0 } id
                ? Here(id, paths)
                : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Home Make(StudioPaths paths)
    {
        var id = Guid.NewGuid().ToString("N");
        AtomicFile.TryCreate(paths.Home, JsonSerializer.SerializeToUtf8Bytes(id));
        return Find(paths) ?? Here(id, paths);
    }

    private static Home Here(string id, StudioPaths paths) =>
        new(id, Environment.MachineName, Path.TrimEndingDirectorySeparator(Path.GetFullPath(paths.Root)));
}
