using System.Text.Json;

namespace Studio.Web.Backup;

/// <summary>Written by a restoring elsewhere, gone when an administrator says that this is the new home.</summary>
/// <param name="From">Where the backup was made.</param>
internal sealed record AwayMark(DateTimeOffset Restored, Home From)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Null at home. A mark that cannot be read is one all the same.</summary>
    public static AwayMark? Find(StudioPaths paths)
    {
        try
        {
            return JsonSerializer.Deserialize<AwayMark>(File.ReadAllBytes(paths.Away)) is { From: not null } mark ? mark : Unknown;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    private static AwayMark Unknown => new(DateTimeOffset.UnixEpoch, new Home("", "another machine", "unknown"));
}
